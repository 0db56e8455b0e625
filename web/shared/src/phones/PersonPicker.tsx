/** Chooses whose phone is held: a button that opens a searchable list. */
import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import { Avatar, type Face } from "../chat-ui";
import styles from "./picker.module.css";

export interface Choice extends Face {
  key: string;
  hint?: string;
}

interface Props {
  /** Whose phone: "customer", "adviser". */
  label: string;
  value: Choice | undefined;
  choices: Choice[];
  onTyped: (typed: string) => void;
  onChoose: (key: string) => void;
  searchLabel: string;
  emptyWords: string;
  /** Below the list: making a new person, who is chosen at once. */
  children?: (close: () => void) => ReactNode;
}

export function PersonPicker({ label, value, choices, onTyped, onChoose, searchLabel, emptyWords, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const panel = useId();
  useDismiss(box, isOpen, () => setOpen(false));
  useEffect(() => {
    if (isOpen) search.current?.focus();
  }, [isOpen]);

  return (
    <div className={styles.picker} ref={box}>
      <button type="button" className={styles.value} aria-expanded={isOpen} aria-controls={panel} onClick={() => setOpen(!isOpen)}>
        {value && <Avatar face={value} size={28} />}
        <span className={styles.words}>
          <small>{label}</small>
          <span>{value?.name ?? searchLabel}</span>
        </span>
        <svg viewBox="0 0 12 8" width="10" height="7" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
          <path d="M1 1.5 6 6.5l5-5" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </button>
      {isOpen && (
        <div id={panel} className={styles.panel}>
          <input
            ref={search}
            type="search"
            className={styles.search}
            placeholder={searchLabel}
            aria-label={searchLabel}
            onChange={(event) => onTyped(event.target.value)}
          />
          <ul className={styles.list}>
            {choices.map((choice) => (
              <li key={choice.key}>
                <button
                  type="button"
                  className={styles.choice}
                  aria-current={choice.key === value?.key || undefined}
                  onClick={() => {
                    onChoose(choice.key);
                    setOpen(false);
                  }}
                >
                  <Avatar face={choice} size={28} />
                  <span className={styles.words}>
                    <span>{choice.name}</span>
                    {choice.hint && <small>{choice.hint}</small>}
                  </span>
                </button>
              </li>
            ))}
            {choices.length === 0 && <li className={styles.empty}>{emptyWords}</li>}
          </ul>
          {children?.(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}

function useDismiss(box: React.RefObject<HTMLElement | null>, isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const onPress = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("keydown", onKey);
    };
  });
}
