/** How far a background job is, told to the eye and to a screen reader; offers its result when there is one. */
import { Alert, Button, Progress } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { api, call } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { ErrorState } from "./EmptyState";

const ASK_AGAIN_MS = 1_000;
const ENDED = ["done", "failed"];

interface Props {
  jobId: string;
  onDone?: () => void;
}

export function JobProgress({ jobId, onDone }: Props) {
  const { t } = useTranslation("parts");
  const { data: job, error } = useQuery({
    queryKey: ["job", jobId],
    queryFn: () => call(api.GET("/api/jobs/{id}", { params: { path: { id: jobId } } })),
    refetchInterval: (query) => (ENDED.includes(query.state.data?.state ?? "") ? false : ASK_AGAIN_MS),
  });
  const isDone = job?.state === "done";
  useEffect(() => {
    if (isDone) onDone?.();
    // oxlint-disable-next-line react/exhaustive-deps -- once, when it becomes done
  }, [isDone]);

  if (error) return <ErrorState error={error} />;
  if (!job) return null;
  if (job.state === "failed") return <Alert type="error" showIcon title={t("job.failed")} description={job.error} />;
  const percent = isDone ? 100 : job.total ? Math.floor((100 * job.done) / job.total) : 0;
  return (
    <div aria-live="polite">
      <Progress percent={percent} status={isDone ? "success" : "active"} aria-label={t("job.progress")} />
      {t(isDone ? "job.done" : "job.running", { done: exact(job.done), total: exact(job.total) })}{" "}
      {isDone && job.result_url && (
        <Button type="primary" size="small" href={job.result_url} download>
          {t("job.download")}
        </Button>
      )}
    </div>
  );
}
