/** The frame of every signed-in page: menu on the left, tools on top, the page in the middle. */
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration, useNavigation } from "react-router";

import { Header } from "./Header";
import { usePreferences } from "./preferences";
import { SessionGate } from "./session";
import styles from "./Shell.module.css";
import { Sider } from "./Sider";
import { useNarrow } from "./useNarrow";

const CommandPalette = lazy(() => import("./CommandPalette"));

export function Shell() {
  return (
    <SessionGate>
      <Frame />
    </SessionGate>
  );
}

function Frame() {
  const { t } = useTranslation("app");
  const isNarrow = useNarrow();
  const isFolded = usePreferences((state) => state.isMenuFolded) || isNarrow;
  const isMoving = useNavigation().state === "loading";
  const palette = usePalette();

  return (
    <div className={styles.shell} data-folded={isFolded || undefined}>
      <a className={styles.skip} href="#main">
        {t("skip_to_content")}
      </a>
      <Sider isFolded={isFolded} canUnfold={!isNarrow} />
      <Header onSearch={palette.open} />
      <main id="main" className={styles.main} tabIndex={-1} aria-busy={isMoving}>
        <Outlet />
      </main>
      {isMoving && <div className={styles.progress} aria-hidden />}
      {palette.wasOpened && (
        <Suspense>
          <CommandPalette isOpen={palette.isOpen} onClose={palette.close} />
        </Suspense>
      )}
      <ScrollRestoration />
    </div>
  );
}

/** The palette's code is fetched at its first opening and kept from then on. */
function usePalette() {
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const open = useCallback(() => {
    setOpened(true);
    setOpen(true);
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      open();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [open]);
  return { isOpen, wasOpened, open, close: () => setOpen(false) };
}
