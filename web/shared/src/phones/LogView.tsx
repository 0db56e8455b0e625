/** The sandbox's own journal: what people did, what was called back, what was asked of its interfaces. */
import { useTranslation } from "react-i18next";

import { duration, timeSeconds } from "../format";
import styles from "./controls.module.css";
import { useSandbox } from "./SandboxProvider";
import type { LogEntry } from "./types";

const SHOWN = 120;

export function LogView() {
  const { t } = useTranslation("phones");
  const { log } = useSandbox();
  if (log.length === 0) return <p className={styles.empty}>{t("log.empty")}</p>;
  return (
    <ol className={styles.log}>
      {log
        .slice(-SHOWN)
        .toReversed()
        .map((entry) => (
          <li key={entry.seq}>
            <Entry entry={entry} />
          </li>
        ))}
    </ol>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const { t } = useTranslation("phones");
  const { request, response, status, duration_ms } = entry;
  const isBad = status !== undefined && (status >= 400 || status === 0);
  const line = (
    <>
      <time>{timeSeconds(entry.at)}</time>
      <span className={styles.kind} data-kind={entry.kind}>
        {t(`log.${entry.kind}`)}
      </span>
      <span className={styles.summary} data-bad={isBad || undefined}>
        {entry.summary}
        {duration_ms !== undefined && <small> {duration(duration_ms)}</small>}
      </span>
    </>
  );
  if (request === undefined && response === undefined) return <div className={styles.entry}>{line}</div>;
  return (
    <details>
      <summary className={styles.entry}>{line}</summary>
      <pre className={styles.json}>{JSON.stringify({ request, response, status, attempt: entry.attempt }, null, 2)}</pre>
    </details>
  );
}
