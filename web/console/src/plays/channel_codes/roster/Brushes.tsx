/** The people a stroke on the week is for; several may be chosen. */
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import styles from "./RosterEditor.module.css";

interface Props {
  ids: string[];
  value: string[];
  onChange: (ids: string[]) => void;
  nameOf: (id: string) => string;
  hueOf: (id: string) => string;
}

export function Brushes({ ids, value, onChange, nameOf, hueOf }: Props) {
  const { t } = useTranslation("channel_codes");
  const flip = (id: string) => onChange(value.includes(id) ? value.filter((other) => other !== id) : [...value, id]);
  return (
    <div role="group" aria-label={t("roster.brush")} className={styles.brushes}>
      {ids.length === 0 && <span className={styles.keys}>{t("roster.no_crew")}</span>}
      {ids.map((id) => (
        <button
          key={id}
          type="button"
          aria-pressed={value.includes(id)}
          className={styles.brush}
          style={{ "--hue": hueOf(id) } as CSSProperties}
          onClick={() => flip(id)}
        >
          <i aria-hidden />
          {nameOf(id)}
        </button>
      ))}
    </div>
  );
}
