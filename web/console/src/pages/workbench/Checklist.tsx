/** The first steps of a newcomer; each ticks itself when the thing has really happened. */
import { CheckOutlined, RightOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Workbench } from "@siyu/shared/api";

import styles from "./WorkbenchPage.module.css";

export function Checklist({ items }: { items: Workbench["checklist"] }) {
  const { t } = useTranslation("pages");
  return (
    <ol className={styles.steps}>
      {items.map((item, index) => (
        <li key={item.key}>
          <Link to={item.link} className={styles.item} data-done={item.done || undefined}>
            <span className={styles.mark} role="img" aria-label={t(item.done ? "workbench.done" : "workbench.not_done")}>
              {item.done ? <CheckOutlined /> : index + 1}
            </span>
            <span className={styles.words}>
              {t(`workbench.step.${item.key}`, { defaultValue: item.key })}
              <small>{t(`workbench.step_hint.${item.key}`, { defaultValue: "" })}</small>
            </span>
            <RightOutlined className={styles.go} aria-hidden />
          </Link>
        </li>
      ))}
    </ol>
  );
}
