/** "Why": the reason behind a tag, a send or a skip, in words, with the way to the setting that caused it. */
import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Popover, Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Params } from "@siyu/shared/api";

import styles from "./ExplainPopover.module.css";
import { useWords } from "./words";

interface Props {
  reasonCode: string;
  reasonParams?: Params | null;
  /** approved, deferred or refused; shown as a tag when given. */
  outcome?: string | null;
  /** The setting that caused it. */
  settingLink?: string | null;
  /** For support: the decision's id. */
  decisionId?: string | null;
  /** Facts beside the reason: when, by whom. */
  children?: ReactNode;
}

const OUTCOME_COLOURS: Record<string, string> = { approved: "success", deferred: "warning", refused: "error" };

export function ExplainPopover({ reasonCode, reasonParams, outcome, settingLink, decisionId, children }: Props) {
  const { t } = useTranslation("parts");
  const { word } = useWords();
  const content = (
    <div className={styles.body}>
      {outcome && <Tag color={OUTCOME_COLOURS[outcome]}>{t(`explain.${outcome}`, { defaultValue: outcome })}</Tag>}
      <p className={styles.reason}>{word("reasons", reasonCode, reasonParams ?? {})}</p>
      {children}
      {settingLink && <Link to={settingLink}>{t("explain.setting")}</Link>}
      {decisionId && <small className={styles.id}>{t("explain.decision", { id: decisionId })}</small>}
    </div>
  );
  return (
    <Popover trigger="click" content={content} title={t("explain.title")}>
      <Button type="link" size="small" icon={<QuestionCircleOutlined />} className={styles.button}>
        {t("explain.why")}
      </Button>
    </Popover>
  );
}
