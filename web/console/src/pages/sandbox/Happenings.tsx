/** "What happened": callback, rule, call and result, each opening its JSON and the setting behind it. */
import { Empty, Skeleton, Switch, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Happening } from "@siyu/shared/api";
import { timeSeconds } from "@siyu/shared/format";
import { LogView } from "@siyu/shared/phones";

import { ErrorState } from "../../parts/EmptyState";
import { Panel } from "../../parts/Page";
import { useWords } from "../../parts/words";
import styles from "./SandboxPage.module.css";
import { chains, useHappenings, type Chain } from "./useHappenings";

export function Happenings() {
  const { t } = useTranslation("pages");
  const [showsWire, setShowsWire] = useState(false);
  return (
    <div className={styles.happenings}>
      <Panel
        title={t("sandbox.happenings")}
        extra={
          <label className={styles.switch}>
            <Switch size="small" checked={showsWire} onChange={setShowsWire} />
            {t("sandbox.wire")}
          </label>
        }
      >
        {showsWire ? <LogView /> : <Chains />}
      </Panel>
    </div>
  );
}

function Chains() {
  const { t } = useTranslation("pages");
  const { data, error, refetch } = useHappenings();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  if (data.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("sandbox.nothing_yet")} />;
  return (
    <ol className={styles.chains}>
      {chains(data.items).map((chain) => (
        <li key={chain.id} className={styles.chain}>
          <Who chain={chain} />
          <ol className={styles.links}>
            {chain.items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function Who({ chain }: { chain: Chain }) {
  const person = chain.items.find((item) => item.person)?.person;
  if (!person) return null;
  return (
    <div className={styles.who}>
      <Link to={`/customers?open=${person.id}`}>{person.name}</Link>
    </div>
  );
}

const OUTCOME_COLOURS: Record<string, string> = {
  approved: "success",
  sent: "success",
  deferred: "warning",
  unknown: "warning",
  refused: "error",
  failed: "error",
};

function Item({ item }: { item: Happening }) {
  const { t } = useTranslation("pages");
  const { word } = useWords();
  return (
    <li className={styles.item} data-stage={item.stage}>
      <div className={styles.line}>
        <span className={styles.stage}>{t(`sandbox.stage.${item.stage}`)}</span>
        <span className={styles.title}>
          {word("titles", item.title_code, item.params)}
          {item.outcome && (
            <Tag color={OUTCOME_COLOURS[item.outcome]}>{t(`sandbox.outcome.${item.outcome}`, { defaultValue: item.outcome })}</Tag>
          )}
        </span>
        <time>{timeSeconds(item.at)}</time>
      </div>
      {item.reason_code && <p className={styles.reason}>{word("reasons", item.reason_code, item.reason_params ?? {})}</p>}
      <div className={styles.more}>
        {item.link && <Link to={item.link}>{t("sandbox.setting")}</Link>}
        <details>
          <summary>JSON</summary>
          <pre className={styles.json}>{JSON.stringify(item.json, null, 2)}</pre>
        </details>
      </div>
    </li>
  );
}
