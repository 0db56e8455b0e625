/** What a folder under plays/ (or customers/) exports as default from its index.tsx to appear in the console. */
import type { ReactNode } from "react";
import type { RouteObject } from "react-router";

export const MENU_GROUPS = ["acquire", "customers", "reach", "content", "sessions", "insight"] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

export interface MenuEntry {
  group: MenuGroup;
  path: string;
  /** i18n key with its namespace, such as `codes:menu.list`. */
  label: string;
  icon: ReactNode;
  /** Entries the account may not use are left out of the menu. */
  permission?: string;
}

/** One line of the command palette. */
export interface Command {
  key: string;
  label: string;
  /** Small grey words after the label. */
  hint?: string;
  /** Where it leads; its page does the rest. */
  to: string;
}

export interface Feature {
  key: string;
  menu: MenuEntry[];
  /** Children of the shell, with paths relative to `/`. Use `lazy` so that a page's code loads when it opens. */
  routes: RouteObject[];
  /** Palette lines that are always offered; `label` is an i18n key. */
  commands?: Command[];
  /** Palette lines found on the server for what was typed. */
  find?: (typed: string) => Promise<Command[]>;
}
