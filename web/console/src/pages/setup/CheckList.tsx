/** Live checks: what was found, and how to put it right. */
import { CheckOutlined, CloseOutlined, MinusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { SetupCheck } from "@siyu/shared/api";

import { useWords } from "../../parts/words";
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
  const { t, i18n } = useTranslation("pages");
  const { word } = useWords();
  const icon = check.ok === true ? <CheckOutlined /> : check.ok === false ? <CloseOutlined /> : <MinusOutlined />;
  const result = t(check.ok === true ? "setup.ok" : check.ok === false ? "setup.not_ok" : "setup.not_checked");
  // The server writes its findings in Chinese; other languages have words for the code only.
  const isSource = i18n.language === "zh-CN";
  return (
    <li className={styles.check}>
      <span className={styles.mark} data-ok={check.ok} role="img" aria-label={result}>
        {icon}
      </span>
      <span>
        {isSource && check.detail ? check.detail : word("checks", check.code, {}, check.detail)}
        {check.ok !== true && check.fix && (
          <span className={styles.fix}>{isSource ? check.fix : word("checks", `${check.code}_fix`, {}, check.fix)}</span>
        )}
      </span>
    </li>
  );
}
