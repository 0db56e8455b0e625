/** The end: what is still open, and where to go now. */
import { Alert, Space } from "antd";
import { useTranslation } from "react-i18next";

import { LinkButton } from "../../parts/LinkButton";
import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";

export function DoneStep({ setup }: StepProps) {
  const { t } = useTranslation("pages");
  const open = setup.steps.filter((step) => !step.done);
  return (
    <>
      {open.length === 0 ? (
        <Alert type="success" showIcon title={t("setup.done.ready")} />
      ) : (
        <Alert
          type="warning"
          showIcon
          title={t("setup.done.open", { count: open.length })}
          description={
            <ul className={styles.where}>
              {open.map((step) => (
                <li key={step.key}>{t(`setup.${step.key}.title`)}</li>
              ))}
            </ul>
          }
        />
      )}
      <Space style={{ marginTop: 20 }}>
        <LinkButton type="primary" to="/">
          {t("setup.done.workbench")}
        </LinkButton>
        <LinkButton to="/sandbox">{t("setup.done.sandbox")}</LinkButton>
      </Space>
    </>
  );
}
