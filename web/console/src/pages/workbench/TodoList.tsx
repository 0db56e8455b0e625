/** What needs a person, worst first, each leading to the place where it is put right. */
import { CheckOutlined, ClockCircleOutlined, ExclamationOutlined, RightOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Todo } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { useWords } from "../../parts/words";
import styles from "./WorkbenchPage.module.css";

const ORDER: Record<string, number> = { error: 0, warning: 1, info: 2 };

export function TodoList({ todo }: { todo: Todo[] }) {
  const { t } = useTranslation("pages");
  const { word } = useWords();
  if (todo.length === 0) {
    return (
      <p className={styles.calm}>
        <span className={styles.mark} aria-hidden>
          <CheckOutlined />
        </span>
        {t("workbench.nothing_to_do")}
      </p>
    );
  }
  const worstFirst = todo.toSorted((a, b) => (ORDER[a.severity] ?? 3) - (ORDER[b.severity] ?? 3));
  return (
    <ul className={styles.todo}>
      {worstFirst.map((item) => (
        <li key={`${item.kind}${item.link}`}>
          <Link to={item.link} className={styles.item} data-severity={item.severity}>
            <span className={styles.mark} role="img" aria-label={t(`workbench.severity.${item.severity}`)}>
              {item.severity === "info" ? <ClockCircleOutlined /> : <ExclamationOutlined />}
            </span>
            <span className={styles.words}>{word("titles", item.title_code, { count: item.count, ...item.params })}</span>
            <span className={styles.count}>{exact(item.count)}</span>
            <RightOutlined className={styles.go} aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  );
}
