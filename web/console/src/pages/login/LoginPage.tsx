/** Signing in with e-mail and password, or into the demo on this machine. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Divider, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { ApiError, api, call, type Session } from "@siyu/shared/api";

import { adoptSession, forgetLeaving, useSessionQuery } from "../../app/session";
import { useWords } from "../../parts/words";
import { LoginCard } from "./LoginCard";

interface Fields {
  email: string;
  password: string;
  totp?: string;
}

/** The code with which the server asks for the second factor, or refuses the one it was given. */
const TOTP = "session.totp";

export function Component() {
  const { t } = useTranslation("pages");
  const { errorWords } = useWords();
  const session = useSessionQuery().data;
  const enter = useEnter();
  const login = useMutation({
    mutationFn: (body: Fields) => call(api.POST("/api/session", { body })),
    onSuccess: enter,
  });
  const demo = useMutation({ mutationFn: () => call(api.POST("/api/session/demo")), onSuccess: enter });
  const needsTotp = login.error instanceof ApiError && login.error.code === TOTP;
  // The first request for a code is no failure; after a wrong one the server asks again.
  const isFirstAsking = needsTotp && !login.variables?.totp;
  const error = demo.error ?? (isFirstAsking ? null : login.error);

  return (
    <LoginCard title={t("login.title")} lead={t("login.lead")}>
      {error && <Alert type="error" showIcon title={errorWords(error)} style={{ marginBottom: 16 }} />}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => login.mutate(fields)}>
        <Form.Item name="email" label={t("login.email")} rules={[{ required: true, message: t("login.email_needed") }]}>
          <Input type="email" autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item name="password" label={t("login.password")} rules={[{ required: true, message: t("login.password_needed") }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        {needsTotp && (
          <Form.Item name="totp" label={t("login.totp")} extra={t("login.totp_hint")}>
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} size="large" />
          </Form.Item>
        )}
        <Button block type="primary" size="large" htmlType="submit" loading={login.isPending}>
          {t("login.submit")}
        </Button>
      </Form>
      {session?.demo_available && (
        <>
          <Divider plain>{t("login.or")}</Divider>
          <Button block size="large" loading={demo.isPending} onClick={() => demo.mutate()}>
            {t("login.demo")}
          </Button>
        </>
      )}
    </LoginCard>
  );
}

/** Goes where the reader wanted to be before signing in; only ever to an address of ours. */
function useEnter(): (session: Session) => void {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const next = params.get("next") ?? "/";
  const isOurs = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\");
  return (session) => {
    forgetLeaving();
    adoptSession(session);
    void navigate(isOurs ? next : "/", { replace: true });
  };
}
