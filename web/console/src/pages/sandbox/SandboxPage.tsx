/** The simulator inside the console: both phones, and what Siyu did about what they did. */
import { BugOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { ClockControl, FaultsControl, SandboxProvider, TwoPhones, useSandbox, useSandboxAct, useSandboxWords } from "@siyu/shared/phones";

import { useSession } from "../../app/session";
import { CopyButton } from "../../parts/CopyButton";
import { NeverCreated } from "../../parts/EmptyState";
import { Page, Panel } from "../../parts/Page";
import { Happenings } from "./Happenings";
import styles from "./SandboxPage.module.css";

const START_COMMAND = "siyu demo";

export function Component() {
  const { t } = useTranslation("pages");
  const { sandbox_url } = useSession();
  if (!sandbox_url) {
    return (
      <Page title={t("sandbox.title")}>
        <Panel>
          <NeverCreated title={t("sandbox.off")} actions={<StartCommand />}>
            {t("sandbox.off_hint")}
          </NeverCreated>
        </Panel>
      </Page>
    );
  }
  return (
    <SandboxProvider base={sandbox_url.replace(/\/$/, "")}>
      <Page title={t("sandbox.title")} lead={t("sandbox.lead")} actions={<Controls />} isWide>
        <Disconnected />
        <div className={styles.body}>
          <Phones />
          <Happenings />
        </div>
      </Page>
    </SandboxProvider>
  );
}

function StartCommand() {
  const { t } = useTranslation("pages");
  return (
    <>
      <code className={styles.command}>{START_COMMAND}</code>
      <CopyButton value={START_COMMAND} label={t("sandbox.command")} />
    </>
  );
}

/** `?code=<id>` holds that code before the customer's camera at once. */
function Phones() {
  const code = useSearchParams()[0].get("code");
  const { data: picture } = useQuery({
    queryKey: ["code-picture", code],
    queryFn: async () => (await fetch(`/api/codes/${encodeURIComponent(code ?? "")}/qr.png`)).blob(),
    enabled: code !== null,
    staleTime: Infinity,
  });
  return <TwoPhones picture={code === null ? undefined : picture} />;
}

function Disconnected() {
  const { t } = useTranslation("pages");
  const { isConnected, api } = useSandbox();
  if (isConnected) return null;
  return <Alert type="warning" showIcon title={t("sandbox.connecting", { url: api.base })} style={{ marginBottom: 16 }} />;
}

function Controls() {
  const { t } = useTranslation("pages");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ClockControl />
      <Button icon={<BugOutlined />} onClick={() => setOpen(true)}>
        {t("sandbox.faults")}
      </Button>
      <Reset />
      <Drawer open={isOpen} title={t("sandbox.faults")} size={460} onClose={() => setOpen(false)}>
        <p className={styles.hint}>{t("sandbox.faults_hint")}</p>
        <FaultsControl />
      </Drawer>
    </>
  );
}

function Reset() {
  const { t } = useTranslation("pages");
  const { modal, message } = App.useApp();
  const words = useSandboxWords();
  const reset = useSandboxAct((api) => api.reset());
  const ask = () =>
    modal.confirm({
      title: t("sandbox.reset_title"),
      content: t("sandbox.reset_text"),
      okText: t("sandbox.reset_do"),
      cancelText: t("sandbox.reset_keep"),
      okButtonProps: { danger: true },
      onOk: () => reset.mutateAsync(undefined).catch((error: unknown) => void message.error(words(error))),
    });
  return (
    <Button danger onClick={ask}>
      {t("sandbox.reset")}
    </Button>
  );
}
