/** The one-time link printed at first start: makes the first account, so that no default password exists. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { api, call } from "@siyu/shared/api";

import { adoptSession } from "../../app/session";
import { useWords } from "../../parts/words";
import { LoginCard } from "./LoginCard";

interface Fields {
  name: string;
  email: string;
  password: string;
}

const SHORTEST_PASSWORD = 12;

export function Component() {
  const { t } = useTranslation("pages");
  const { errorWords } = useWords();
  const navigate = useNavigate();
  const token = useSearchParams()[0].get("token") ?? "";
  const create = useMutation({
    mutationFn: (fields: Fields) => call(api.POST("/api/bootstrap", { body: { token, ...fields } })),
    onSuccess: (session) => {
      adoptSession(session);
      void navigate("/setup", { replace: true });
    },
  });

  if (!token) {
    return (
      <LoginCard title={t("bootstrap.no_token")} lead={t("bootstrap.no_token_hint")}>
        <Button block type="primary" href="/login">
          {t("bootstrap.to_login")}
        </Button>
      </LoginCard>
    );
  }
  return (
    <LoginCard title={t("bootstrap.title")} lead={t("bootstrap.lead")}>
      {create.error && <Alert type="error" showIcon title={errorWords(create.error)} style={{ marginBottom: 16 }} />}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => create.mutate(fields)}>
        <Form.Item name="name" label={t("bootstrap.name")} rules={[{ required: true, message: t("bootstrap.name_needed") }]}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="email"
          label={t("login.email")}
          rules={[{ required: true, type: "email", message: t("login.email_needed") }]}
        >
          <Input type="email" autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("login.password")}
          extra={t("bootstrap.password_hint", { count: SHORTEST_PASSWORD })}
          rules={[{ required: true, min: SHORTEST_PASSWORD, message: t("bootstrap.password_hint", { count: SHORTEST_PASSWORD }) }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button block type="primary" size="large" htmlType="submit" loading={create.isPending}>
          {t("bootstrap.submit")}
        </Button>
      </Form>
    </LoginCard>
  );
}
