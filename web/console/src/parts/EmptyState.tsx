/** The four ways a place can be empty: nothing made yet, nothing found, not allowed, or broken. */
import { FileAddOutlined, LockOutlined, SearchOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Space } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@siyu/shared/api";

import styles from "./EmptyState.module.css";
import { useWords } from "./words";

interface FrameProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: "plain" | "error";
}

function Frame({ icon, title, children, actions, tone = "plain" }: FrameProps) {
  return (
    <div className={styles.empty} data-tone={tone} role={tone === "error" ? "alert" : undefined}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <strong className={styles.title}>{title}</strong>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <Space wrap>{actions}</Space>}
    </div>
  );
}

interface NeverCreatedProps {
  title: string;
  /** What this thing is and what it is good for, in a sentence or two. */
  children: ReactNode;
  /** Usually "new" as the primary button and "try in the simulator" beside it. */
  actions?: ReactNode;
}

export function NeverCreated({ title, children, actions }: NeverCreatedProps) {
  return (
    <Frame icon={<FileAddOutlined />} title={title} actions={actions}>
      {children}
    </Frame>
  );
}

export function NoResults({ onClear }: { onClear?: () => void }) {
  const { t } = useTranslation("parts");
  return (
    <Frame
      icon={<SearchOutlined />}
      title={t("empty.no_results")}
      actions={onClear && <Button onClick={onClear}>{t("empty.clear_filters")}</Button>}
    >
      {t("empty.no_results_hint")}
    </Frame>
  );
}

export function NoPermission() {
  const { t } = useTranslation("parts");
  return (
    <Frame icon={<LockOutlined />} title={t("empty.no_permission")}>
      {t("empty.no_permission_hint")}
    </Frame>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("parts");
  const { errorWords } = useWords();
  if (error instanceof ApiError && error.status === 403) return <NoPermission />;
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <Frame
      tone="error"
      icon={<WarningOutlined />}
      title={t("empty.error")}
      actions={onRetry && <Button onClick={onRetry}>{t("empty.retry")}</Button>}
    >
      {errorWords(error)}
      {requestId && <div className={styles.request}>{t("empty.request_id", { id: requestId })}</div>}
    </Frame>
  );
}
