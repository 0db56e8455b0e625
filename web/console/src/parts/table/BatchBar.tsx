/** What is ticked, the offer to take everything that matches, and what can be done with it. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { exact } from "@siyu/shared/format";

import styles from "./QueryTable.module.css";

interface Props {
  count: number;
  total: number;
  isAll: boolean;
  onTakeAll?: () => void;
  onClear: () => void;
  children: ReactNode;
}

export function BatchBar({ count, total, isAll, onTakeAll, onClear, children }: Props) {
  const { t } = useTranslation("parts");
  return (
    <div className={styles.batch} role="region" aria-label={t("table.batch")}>
      <span aria-live="polite">{t(isAll ? "table.selected_all" : "table.selected", { count, shown: exact(count) })}</span>
      {onTakeAll && !isAll && total > count && (
        <Button type="link" size="small" onClick={onTakeAll}>
          {t("table.select_all", { shown: exact(total) })}
        </Button>
      )}
      <Button type="link" size="small" onClick={onClear}>
        {t("table.clear_selection")}
      </Button>
      <span className={styles.batchActions}>{children}</span>
    </div>
  );
}
