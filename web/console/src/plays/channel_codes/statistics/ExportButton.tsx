/** Exports the figures on the page as a job: choose a format, watch it run, download. */
import { ExportOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, call, type ExportFormat } from "@siyu/shared/api";

import { JobModal } from "../../../parts/JobModal";
import { useWords } from "../../../parts/words";
import type { Question } from "./query";

export function ExportButton({ question: { from, to, by, code_id, staff_id } }: { question: Question }) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const [jobId, setJobId] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: (format: ExportFormat) => call(api.POST("/api/codes/statistics/export", { body: { from, to, by, code_id, staff_id, format } })),
    onSuccess: ({ job_id }) => setJobId(job_id),
    onError: (error) => void message.error(errorWords(error)),
  });
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: (["xlsx", "csv"] as const).map((format) => ({ key: format, label: t(`stats.${format}`), onClick: () => start.mutate(format) })),
        }}
      >
        <Button icon={<ExportOutlined />} loading={start.isPending}>
          {t("stats.export")}
        </Button>
      </Dropdown>
      {jobId && <JobModal jobId={jobId} title={t("stats.exporting")} onClose={() => setJobId(null)} />}
    </>
  );
}
