/** A phone to look at: status bar, title bar, a scrolling screen and a foot. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./phone.module.css";
import type { Skin } from "./types";

interface Props {
  /** Names the phone for a screen reader. */
  label: string;
  title: ReactNode;
  /** Time on the status bar, such as 14:02. */
  clock?: string;
  skin?: Skin;
  onBack?: () => void;
  /** At the right end of the title bar. */
  extra?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

export function PhoneFrame({ label, title, clock = "9:41", skin = "light", onBack, extra, foot, children }: Props) {
  const { t } = useTranslation("chat-ui");
  return (
    <section className={styles.phone} data-skin={skin} aria-label={t("phone", { name: label })}>
      <div className={styles.status} aria-hidden>
        <span>{clock}</span>
        <span className={styles.island} />
        <StatusIcons />
      </div>
      <div className={styles.bar}>
        <span className={styles.barSide}>
          {onBack && (
            <button type="button" className={styles.back} onClick={onBack} aria-label={t("back")}>
              <svg viewBox="0 0 12 20" width="10" height="17" aria-hidden>
                <path d="M10.5 1.5 2 10l8.5 8.5" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
              </svg>
            </button>
          )}
        </span>
        <strong className={styles.barTitle}>{title}</strong>
        <span className={styles.barSide} data-end>
          {extra}
        </span>
      </div>
      <div className={styles.screen}>{children}</div>
      {foot}
      <div className={styles.home} aria-hidden />
    </section>
  );
}

function StatusIcons() {
  return (
    <svg viewBox="0 0 58 12" width="58" height="12" fill="currentColor">
      <rect x="0" y="8" width="3" height="4" rx="1" />
      <rect x="4.5" y="5.5" width="3" height="6.5" rx="1" />
      <rect x="9" y="3" width="3" height="9" rx="1" />
      <rect x="13.5" y="0" width="3" height="12" rx="1" />
      <path d="M28 2.2a8.6 8.6 0 0 0-6 2.4l1.2 1.3a6.9 6.9 0 0 1 9.6 0L34 4.6a8.6 8.6 0 0 0-6-2.4Zm0 4a4.6 4.6 0 0 0-3.2 1.3L28 10.9l3.2-3.4A4.6 4.6 0 0 0 28 6.2Z" />
      <rect x="38.5" y=".5" width="16" height="11" rx="3" fill="none" stroke="currentColor" opacity=".5" />
      <rect x="40" y="2" width="12" height="8" rx="1.7" />
      <rect x="55.5" y="4" width="1.5" height="4" rx=".7" opacity=".5" />
    </svg>
  );
}
