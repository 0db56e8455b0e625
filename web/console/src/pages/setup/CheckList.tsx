/** Live checks: what was found, and how to put it right. */
import { CheckOutlined, CloseOutlined, MinusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { SetupCheck } from "@siyu/shared/api";

import styles from "./SetupPage.module.css";

export function CheckList({ checks }: { checks: SetupCheck[] }) {
  const { t } = useTranslation("pages");
  return (
    <ul className={styles.checks} aria-label={t("setup.checks")} aria-live="polite">
      {checks.map((check) => (
        <Check key={check.key} check={check} />
      ))}
    </ul>
  );
}

function Check({ check }: { check: SetupCheck }) {
  const { t } = useTranslation("pages");
  const icon = check.ok === true ? <CheckOutlined /> : check.ok === false ? <CloseOutlined /> : <MinusOutlined />;
  const result = t(check.ok === true ? "setup.ok" : check.ok === false ? "setup.not_ok" : "setup.not_checked");
  return (
    <li className={styles.check}>
      <span className={styles.mark} data-ok={check.ok} role="img" aria-label={result}>
        {icon}
      </span>
      <span>
        <strong>{t(`setup.check.${check.key}`, { defaultValue: check.key })}</strong> {result}
        {/* What WeCom answered and what to do about it comes from the server, in WeCom's own language. */}
        <span className={styles.fix} lang="zh-CN">
          {check.detail}
        </span>
        {check.ok !== true && check.fix && (
          <span className={styles.fix} lang="zh-CN">
            {check.fix}
          </span>
        )}
      </span>
    </li>
  );
}
