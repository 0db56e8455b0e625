/** A running job: how far it is, and its result to download when it has ended. */
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Progress } from "antd";
import { useTranslation } from "react-i18next";

import type { Job } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { useWords } from "../words";
import { hasEnded, hasFailed, useJob } from "./useJob";

interface Props {
  id: string;
  title: string;
  onClose: () => void;
}

export function JobModal({ id, title, onClose }: Props) {
  const { t } = useTranslation("jobs");
  const { errorWords } = useWords();
  const { data: job, error } = useJob(id);
  const isReady = job !== undefined && hasEnded(job) && !hasFailed(job);
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(isReady ? "close" : "in_background")}</Button>
          {isReady && (
            <Button type="primary" icon={<DownloadOutlined />} href={job.result_url ?? `/api/jobs/${id}/result`} download>
              {t("download")}
            </Button>
          )}
        </>
      }
    >
      {error ? <Alert type="error" showIcon title={errorWords(error)} /> : <JobState job={job} />}
    </Modal>
  );
}

function JobState({ job }: { job: Job | undefined }) {
  const { t } = useTranslation("jobs");
  const { word } = useWords();
  if (job && hasFailed(job)) return <Alert type="error" showIcon title={t("failed")} description={job.error && word("errors", job.error)} />;
  const isReady = job !== undefined && hasEnded(job);
  const share = isReady ? 100 : job && job.total > 0 ? Math.floor((job.done / job.total) * 100) : 0;
  return (
    <>
      <Progress percent={share} status={isReady ? "success" : "active"} aria-label={t("progress")} />
      <p role="status" aria-live="polite" style={{ margin: 0 }}>
        {isReady ? t("ready") : job && job.total > 0 ? t("running", { done: exact(job.done), total: exact(job.total) }) : t("waiting")}
      </p>
    </>
  );
}
