/** What this reader likes, remembered on this machine: theme and a folded menu. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

import type { ThemeName } from "@siyu/shared/tokens";

interface Preferences {
  theme: ThemeName;
  isMenuFolded: boolean;
  setTheme: (theme: ThemeName) => void;
  foldMenu: (isMenuFolded: boolean) => void;
}

const prefersDark = (): boolean => globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: prefersDark() ? "dark" : "light",
      isMenuFolded: false,
      setTheme: (theme) => set({ theme }),
      foldMenu: (isMenuFolded) => set({ isMenuFolded }),
    }),
    { name: "siyu.preferences" },
  ),
);
