/** How the codes fare: totals with their definitions, a curve by day, a table by day, person or code, export. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { api, call } from "@siyu/shared/api";
import { date } from "@siyu/shared/format";

import { useSession } from "../../../app/session";
import { DateBar } from "../../../parts/DateBar";
import { ErrorState } from "../../../parts/EmptyState";
import { MetricCard } from "../../../parts/MetricCard";
import { Page, Panel } from "../../../parts/Page";
import { StaffSelect } from "../../../parts/staff";
import { CODES_KEY } from "../codes";
import { CodeSelect } from "./CodeSelect";
import { DayChart } from "./DayChart";
import { ExportButton } from "./ExportButton";
import { DIMENSIONS, FIGURES, readQuestion, writeQuestion, type Dimension, type Figure, type Question } from "./query";
import { RowsTable } from "./RowsTable";
import styles from "./Statistics.module.css";

const WANTED: Partial<Record<Figure, "less">> = { lost: "less" };

export function Component() {
  const { t } = useTranslation("channel_codes");
  const [params, setParams] = useSearchParams();
  const question = readQuestion(params, date(useSession().now));
  const ask = (patch: Partial<Question>) => setParams(writeQuestion({ ...question, ...patch }));
  const answer = useAnswer(question, question.by);
  const byDay = useAnswer(question, "day");

  return (
    <Page title={t("stats.title")} back="/codes" actions={<ExportButton question={question} />}>
      <div className={styles.stack}>
        <div className={styles.bar}>
          <DateBar value={question} onChange={ask} compares={question.compares} onCompare={(compares) => ask({ compares })} />
          <div className={styles.scopes}>
            <label htmlFor="stats-code">{t("stats.code")}</label>
            <CodeSelect id="stats-code" value={question.code_id} onChange={(code_id) => ask({ code_id })} />
            <label htmlFor="stats-staff">{t("stats.staff")}</label>
            <StaffSelect id="stats-staff" value={question.staff_id} onChange={(staff_id) => ask({ staff_id })} placeholder={t("filter.any")} />
          </div>
        </div>
        {answer.error ? (
          <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
        ) : !answer.data ? (
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        ) : (
          <>
            <div className={styles.cards}>
              {FIGURES.map((figure) => (
                <MetricCard
                  key={figure}
                  label={t(`figure.${figure}`)}
                  definition={t(`figure_means.${figure}`)}
                  value={answer.data.totals[figure]}
                  wanted={WANTED[figure]}
                  {...(question.compares && { previous: answer.data.previous[figure], previousLabel: t("stats.previous") })}
                />
              ))}
            </div>
            <Panel title={t("stats.by_day")}>{byDay.data && <DayChart rows={byDay.data.rows ?? []} />}</Panel>
            <Panel
              title={t("stats.detail")}
              extra={
                <Segmented<Dimension>
                  aria-label={t("stats.dimension")}
                  value={question.by}
                  onChange={(by) => ask({ by })}
                  options={DIMENSIONS.map((each) => ({ value: each, label: t(`stats.by.${each}`) }))}
                />
              }
            >
              <RowsTable rows={answer.data.rows ?? []} totals={answer.data.totals} by={question.by} isLoading={answer.isFetching} />
            </Panel>
          </>
        )}
      </div>
    </Page>
  );
}

function useAnswer({ from, to, code_id, staff_id }: Question, by: Dimension) {
  const query = { from, to, code_id, staff_id, by };
  return useQuery({
    queryKey: [...CODES_KEY, "statistics", query],
    queryFn: () => call(api.GET("/api/codes/statistics", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}
