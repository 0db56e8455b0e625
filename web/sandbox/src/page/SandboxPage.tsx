/** The sandbox's own page: two phones, the clock, faults and the journal. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { exact } from "@siyu/shared/format";
import { switchLanguage } from "@siyu/shared/i18n";
import {
  ClockControl,
  FaultsControl,
  LogView,
  TwoPhones,
  useSandbox,
  useSandboxAct,
  useSandboxQuery,
  useSandboxWords,
} from "@siyu/shared/phones";

import styles from "./SandboxPage.module.css";

export function SandboxPage() {
  const { t } = useTranslation("page");
  const { isConnected } = useSandbox();
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1>{t("title")}</h1>
        <WorldWords />
        <span className={styles.state} data-on={isConnected || undefined} role="status">
          {t(isConnected ? "connected" : "disconnected")}
        </span>
        <ClockControl />
        <Look />
        <Reset />
      </header>
      <main className={styles.body}>
        <TwoPhones />
        <aside className={styles.side}>
          <details className={styles.box}>
            <summary>{t("faults")}</summary>
            <FaultsControl />
          </details>
          <section className={styles.box} data-log>
            <h2>{t("log")}</h2>
            <LogView />
          </section>
        </aside>
      </main>
    </div>
  );
}

function WorldWords() {
  const { t } = useTranslation("page");
  const { data, error } = useSandboxQuery("world", [], (api) => api.world());
  const words = useSandboxWords();
  if (error) return <span role="alert">{words(error)}</span>;
  if (!data) return null;
  const name = data.corps.map((corp) => corp.name).join(" ");
  return <span className={styles.world}>{t("world", { name, customers: exact(data.customer_count), seed: data.seed })}</span>;
}

function Look() {
  const { t, i18n } = useTranslation("page");
  const [isDark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  }, [isDark]);
  return (
    <>
      <button type="button" className={styles.button} onClick={() => setDark(!isDark)}>
        {t(isDark ? "light" : "dark")}
      </button>
      <button
        type="button"
        className={styles.button}
        onClick={() => void switchLanguage(i18n.language === "zh-CN" ? "en-US" : "zh-CN")}
      >
        {t("other_language")}
      </button>
    </>
  );
}

function Reset() {
  const { t } = useTranslation("page");
  const dialog = useRef<HTMLDialogElement>(null);
  const reset = useSandboxAct((api) => api.reset());
  const words = useSandboxWords();
  return (
    <>
      <button type="button" className={styles.button} onClick={() => dialog.current?.showModal()}>
        {t("reset")}
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-label={t("reset_title")}>
        <h2>{t("reset_title")}</h2>
        <p>{t("reset_text")}</p>
        {reset.error && <p role="alert">{words(reset.error)}</p>}
        <form method="dialog">
          <button type="submit" className={styles.button}>
            {t("keep")}
          </button>
          <button
            type="button"
            className={styles.danger}
            disabled={reset.isPending}
            // A new world has other people in it: the page begins anew with it.
            onClick={() => reset.mutate(undefined, { onSuccess: () => location.reload() })}
          >
            {t("reset_do")}
          </button>
        </form>
      </dialog>
    </>
  );
}
