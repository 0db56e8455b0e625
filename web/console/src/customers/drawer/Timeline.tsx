/** All that happened with a customer, newest first, by kind, each entry with its reason and its raw data. */
import { Button, Empty, Segmented, Skeleton, Tag, Timeline as Rail } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { TimelineItem } from "@siyu/shared/api";
import { dateTimeSeconds } from "@siyu/shared/format";

import { ErrorState } from "../../parts/EmptyState";
import { ExplainPopover } from "../../parts/ExplainPopover";
import { useWords } from "../../parts/words";
import { useTimeline } from "../customers";
import { settingLink } from "../settingLink";
import styles from "./Drawer.module.css";
import { colourOf, KIND_GROUPS, kindsOf, type KindGroup } from "./kinds";

export function Timeline({ personId }: { personId: string }) {
  const { t } = useTranslation("customers");
  const [group, setGroup] = useState<KindGroup>("all");
  const timeline = useTimeline(personId, kindsOf(group));
  const items = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <div className={styles.timelineTop}>
        <h3>{t("timeline.title")}</h3>
        <Segmented<KindGroup>
          size="small"
          aria-label={t("timeline.filter")}
          value={group}
          onChange={setGroup}
          options={KIND_GROUPS.map((each) => ({ value: each, label: t(`timeline.kind.${each}`) }))}
        />
      </div>
      {timeline.error ? (
        <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : timeline.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 5 }} />
      ) : items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("timeline.none")} />
      ) : (
        <Rail items={items.map((item) => ({ key: item.id, color: colourOf(item), content: <Entry item={item} /> }))} />
      )}
      {timeline.hasNextPage && (
        <Button block loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          {t("timeline.more")}
        </Button>
      )}
    </section>
  );
}

/** What the title leaves open: which tags, who ended it, and an effect that has not been, or will not be, done. */
function Detail({ item: { kind, params } }: { item: TimelineItem }) {
  const { t } = useTranslation("customers");
  const { word } = useWords();
  const [tags, endedBy, state, error] = [params.tags, params.ended_by, params.state, params.error_code].map((param) =>
    typeof param === "string" ? param : undefined,
  );
  const isEffect = kind.startsWith("wecom.");
  return (
    <>
      {tags && t("timeline.tags", { tags })}
      {endedBy && t(`timeline.ended_by.${endedBy}`, { defaultValue: "" })}
      {isEffect && state && state !== "sent" && (
        <Tag color={state === "refused" ? "error" : "warning"} className={styles.state}>
          {t(`timeline.state.${state}`, { defaultValue: state })}
        </Tag>
      )}
      {isEffect && error && <span className={styles.source}>{word("errors", error)}</span>}
    </>
  );
}

function Entry({ item }: { item: TimelineItem }) {
  const { t } = useTranslation("customers");
  const { word } = useWords();
  const [showsJson, setShowsJson] = useState(false);
  return (
    <article className={styles.entry}>
      <div className={styles.entryTop}>
        <span>
          {word("titles", item.title_code, item.params)}
          <Detail item={item} />
        </span>
        {item.why && (
          <ExplainPopover
            reasonCode={item.why.reason_code}
            reasonParams={item.why.reason_params}
            outcome={item.why.outcome}
            decisionId={item.why.decision_id}
            settingLink={settingLink(item.why.reason_params)}
          />
        )}
      </div>
      <div className={styles.entryFoot}>
        <time dateTime={item.at}>{dateTimeSeconds(item.at)}</time>
        {item.staff && <span>{item.staff.name}</span>}
        <Button type="link" size="small" aria-expanded={showsJson} onClick={() => setShowsJson(!showsJson)}>
          {t(showsJson ? "timeline.hide_json" : "timeline.json")}
        </Button>
      </div>
      {showsJson && <pre className={styles.json}>{JSON.stringify(item.json, null, 2)}</pre>}
    </article>
  );
}
