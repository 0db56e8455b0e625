/** The first page: what needs me, yesterday against today, and the way in for a newcomer. */
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";

import { api, call, type Workbench } from "@siyu/shared/api";
import { duration, compact } from "@siyu/shared/format";

import { useSession } from "../../app/session";
import { ErrorState } from "../../parts/EmptyState";
import { MetricCard } from "../../parts/MetricCard";
import { Page, Panel } from "../../parts/Page";
import { Checklist } from "./Checklist";
import { TodoList } from "./TodoList";
import styles from "./WorkbenchPage.module.css";

const REFRESH_MS = 15_000;

export function Component() {
  const { t } = useTranslation("pages");
  const { account } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ["workbench"],
    queryFn: () => call(api.GET("/api/workbench")),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={t("workbench.title")} lead={t("workbench.hello", { name: account.name })}>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Body data={data} /> : <Skeleton active />}
    </Page>
  );
}

function Body({ data }: { data: Workbench }) {
  const { t } = useTranslation("pages");
  const isNew = data.checklist.some((item) => !item.done);
  return (
    <div className={styles.body}>
      <section className={styles.metrics} aria-label={t("workbench.metrics")}>
        {data.metrics.map((metric) => (
          <Metric key={metric.key} metric={metric} />
        ))}
      </section>
      <div className={styles.columns} data-two={isNew || undefined}>
        <Panel title={t("workbench.todo")}>
          <TodoList todo={data.todo} />
        </Panel>
        {isNew && (
          <Panel title={t("workbench.checklist")}>
            <Checklist items={data.checklist} />
          </Panel>
        )}
      </div>
    </div>
  );
}

const WANTED: Record<string, "more" | "less"> = { lost: "less", welcome_p50_ms: "less" };

function Metric({ metric }: { metric: Workbench["metrics"][number] }) {
  const { t } = useTranslation("pages");
  return (
    <MetricCard
      label={t(`workbench.metric.${metric.key}`, { defaultValue: metric.key })}
      definition={t(`workbench.definition.${metric.key}`, { defaultValue: metric.key })}
      value={metric.today}
      previous={metric.yesterday}
      previousLabel={t("workbench.yesterday")}
      wanted={WANTED[metric.key] ?? "more"}
      format={metric.key.endsWith("_ms") ? duration : compact}
      to={metric.link}
    />
  );
}
