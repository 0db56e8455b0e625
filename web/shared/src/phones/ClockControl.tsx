/** The world's clock: what it shows, and jumps forward. */
import { useTranslation } from "react-i18next";

import { dateTimeSeconds, weekday } from "../format";
import styles from "./controls.module.css";
import { useSandboxAct } from "./SandboxProvider";
import { useClock } from "./useClock";
import { useSandboxWords } from "./useSandboxWords";

const HOUR_S = 3_600;
const JUMPS = { hour: HOUR_S, day: 24 * HOUR_S } as const;

export function ClockControl() {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const now = useClock();
  const advance = useSandboxAct((api, seconds: number) => api.advance(seconds));
  return (
    <div className={styles.row} role="group" aria-label={t("clock.label")}>
      <time className={styles.clock} dateTime={now}>
        {dateTimeSeconds(now)} {now && weekday(now)}
      </time>
      {(Object.keys(JUMPS) as (keyof typeof JUMPS)[]).map((jump) => (
        <button key={jump} type="button" className={styles.button} disabled={advance.isPending} onClick={() => advance.mutate(JUMPS[jump])}>
          {t(`clock.${jump}`)}
        </button>
      ))}
      {advance.error && (
        <span className={styles.error} role="alert">
          {words(advance.error)}
        </span>
      )}
    </div>
  );
}
