/** The people a stroke on the week is for; several may be chosen. */
import { CloseOutlined } from "@ant-design/icons";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import styles from "./RosterEditor.module.css";

interface Props {
  ids: string[];
  value: string[];
  onChange: (ids: string[]) => void;
  onRemove: (id: string) => void;
  nameOf: (id: string) => string;
  hueOf: (id: string) => string;
}

export function Brushes({ ids, value, onChange, onRemove, nameOf, hueOf }: Props) {
  const { t } = useTranslation("channel_codes");
  const flip = (id: string) => onChange(value.includes(id) ? value.filter((other) => other !== id) : [...value, id]);
  return (
    <div role="group" aria-label={t("roster.brush")} className={styles.brushes}>
      {ids.length === 0 && <span className={styles.keys}>{t("roster.no_crew")}</span>}
      {ids.map((id) => (
        <span key={id} className={styles.brush} data-on={value.includes(id) || undefined} style={{ "--hue": hueOf(id) } as CSSProperties}>
          <button type="button" aria-pressed={value.includes(id)} onClick={() => flip(id)}>
            <i aria-hidden />
            {nameOf(id)}
          </button>
          <button type="button" aria-label={t("roster.take_off", { name: nameOf(id) })} onClick={() => onRemove(id)}>
            <CloseOutlined />
          </button>
        </span>
      ))}
    </div>
  );
}
