/** The frame around signing in and setting up the first account. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./LoginCard.module.css";

export function LoginCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t } = useTranslation("app");
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src="/favicon.svg" alt="" />
          {t("brand")}
        </p>
        <h1 className={styles.title}>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
