/** A page's title row and body; also names the browser tab. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import styles from "./Page.module.css";

interface Props {
  title: string;
  /** A sentence under the title. */
  lead?: ReactNode;
  /** Buttons at the right end of the title row. */
  actions?: ReactNode;
  /** Address of the list this page came from. */
  back?: string;
  /** Uses the whole width instead of at most 1,600 px. */
  isWide?: boolean;
  children: ReactNode;
}

export function Page({ title, lead, actions, back, isWide = false, children }: Props) {
  const { t } = useTranslation("parts");
  useEffect(() => {
    document.title = `${title} · Siyu`;
  }, [title]);
  return (
    <div className={styles.page} data-wide={isWide || undefined}>
      <div className={styles.top}>
        {back && (
          <Link to={back} className={styles.back} aria-label={t("page.back")}>
            <ArrowLeftOutlined />
          </Link>
        )}
        <div className={styles.words}>
          <h1 className={styles.title}>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** A white surface; the main card of a page or one of several. */
export function Panel({ title, extra, children }: { title?: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.panel}>
      {(title || extra) && (
        <div className={styles.panelTop}>
          <h2 className={styles.panelTitle}>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}
