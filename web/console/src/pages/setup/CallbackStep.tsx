/** Step 3: where WeCom tells us what happened; watches for the first callback. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import { ago } from "@siyu/shared/format";

import { useSession } from "../../app/session";
import { CopyField } from "./CopyField";
import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";

export function CallbackStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation("pages");
  const { now } = useSession();
  const { callback, last_callback_at: last } = setup;
  if (!callback) return <Alert type="info" showIcon title={t("setup.callback.first_app")} />;
  return (
    <>
      <p className={styles.text}>{t("setup.callback.text")}</p>
      <CopyField label={t("setup.callback.url")} value={callback.url} />
      <CopyField label="Token" value={callback.token} />
      <CopyField label="EncodingAESKey" value={callback.aes_key} />
      <p className={styles.live} data-on={last !== null || undefined} role="status">
        {last ? t("setup.callback.received", { ago: ago(last, latest(now, last)) }) : t("setup.callback.waiting")}
      </p>
      <Button type="primary" style={{ marginTop: 16 }} onClick={onNext}>
        {t("setup.next")}
      </Button>
    </>
  );
}

// The session's clock stands still between loads and must not put the last callback into the future.
function latest(now: string, last: string): string {
  return now > last ? now : last;
}
