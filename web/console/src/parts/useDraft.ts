/** A form's unfinished value, kept on this machine as it is typed, so that a closed tab loses nothing. */
import { useEffect, useRef, useState } from "react";

const SAVE_AFTER_MS = 400;

interface Saved<T> {
  value: T;
  savedAt: string;
}

export interface Draft<T> {
  value: T;
  change: (patch: Partial<T>) => void;
  /** ISO time of the last save on this machine; null before the first. */
  savedAt: string | null;
  /** Differs from what the form began with. */
  isDirty: boolean;
  /** Came back from an earlier visit. */
  wasRestored: boolean;
  /** Forgets the draft and returns to the beginning. */
  discard: () => void;
  /** Forgets the stored copy and keeps the form: after a successful save. */
  forget: () => void;
}

/** `key` names the draft (`codes.new`, `codes.<id>.<version>`); `initial` is what the form begins with. */
export function useDraft<T extends object>(key: string, initial: T): Draft<T> {
  const place = `siyu.draft.${key}`;
  const [start] = useState(() => read<T>(place));
  const [value, setValue] = useState<T>(() => start?.value ?? initial);
  const [savedAt, setSavedAt] = useState(start?.savedAt ?? null);
  const [isDirty, setDirty] = useState(start !== null);
  const [wasRestored, setRestored] = useState(start !== null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (!isDirty) return;
    timer.current = setTimeout(() => {
      const saved: Saved<T> = { value, savedAt: new Date().toISOString() };
      localStorage.setItem(place, JSON.stringify(saved));
      setSavedAt(saved.savedAt);
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer.current);
  }, [isDirty, place, value]);

  const forget = () => {
    clearTimeout(timer.current);
    localStorage.removeItem(place);
    setDirty(false);
    setRestored(false);
    setSavedAt(null);
  };
  return {
    value,
    savedAt,
    isDirty,
    wasRestored,
    change: (patch) => {
      setValue((before) => ({ ...before, ...patch }));
      setDirty(true);
    },
    forget,
    discard: () => {
      forget();
      setValue(initial);
    },
  };
}

function read<T>(place: string): Saved<T> | null {
  const text = localStorage.getItem(place);
  if (!text) return null;
  try {
    return JSON.parse(text) as Saved<T>;
  } catch (error) {
    // Only a draft somebody edited by hand fails to parse; the form then starts afresh.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
