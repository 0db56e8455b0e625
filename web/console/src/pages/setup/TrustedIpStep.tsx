/** Step 4: the address our calls come from, which WeCom has to trust. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import { CopyField } from "./CopyField";
import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";

export function TrustedIpStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation("pages");
  return (
    <>
      <p className={styles.text}>{t("setup.trusted_ip.text")}</p>
      {setup.egress_ip ? (
        <CopyField label={t("setup.trusted_ip.ip")} value={setup.egress_ip} />
      ) : (
        <Alert type="info" showIcon title={t("setup.trusted_ip.unknown")} style={{ marginBottom: 16, maxWidth: 640 }} />
      )}
      <Button type="primary" onClick={onNext}>
        {t("setup.next")}
      </Button>
    </>
  );
}
