/** A column at the right whose width the reader drags, or moves with the arrow keys, and which is remembered. */
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./Dock.module.css";

interface Props {
  /** Names the remembered width. */
  name: string;
  label: string;
  children: ReactNode;
}

const [NARROWEST, WIDEST, DEFAULT_WIDTH, STEP] = [280, 420, 340, 20];
const clamp = (width: number): number => Math.min(WIDEST, Math.max(NARROWEST, width));

export function Dock({ name, label, children }: Props) {
  const { t } = useTranslation("parts");
  const place = `siyu.dock.${name}`;
  const [width, setWidth] = useState(() => clamp(Number(localStorage.getItem(place)) || DEFAULT_WIDTH));
  const resize = (next: number) => {
    setWidth(clamp(next));
    localStorage.setItem(place, String(clamp(next)));
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const [grip, startX] = [event.currentTarget, event.clientX];
    grip.setPointerCapture(event.pointerId);
    grip.onpointermove = (move) => resize(width + startX - move.clientX);
    grip.onpointerup = () => {
      grip.onpointermove = null;
    };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step) resize(width + step);
  };
  return (
    <section className={styles.dock} style={{ width }} aria-label={label}>
      <div
        className={styles.grip}
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t("dock.resize")}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        aria-valuenow={width}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      />
      {children}
    </section>
  );
}
