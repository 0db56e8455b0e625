/** Step 5: departments and staff, read from WeCom. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Space } from "antd";
import { useTranslation } from "react-i18next";

import { api, call } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { JobProgress } from "../../parts/JobProgress";
import { useWords } from "../../parts/words";
import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";

export function StaffStep({ setup, onNext, mayWrite }: StepProps) {
  const { t } = useTranslation("pages");
  const { errorWords } = useWords();
  const cache = useQueryClient();
  const sync = useMutation({ mutationFn: () => call(api.POST("/api/setup/sync")) });
  // Staff, departments and tags were read before the sync: forget them all.
  const onDone = () => void cache.invalidateQueries();
  return (
    <>
      <p className={styles.text}>{t("setup.staff.text")}</p>
      <p>{t("setup.staff.count", { count: setup.staff_count, shown: exact(setup.staff_count) })}</p>
      {sync.error && <Alert type="error" showIcon title={errorWords(sync.error)} style={{ marginBottom: 16 }} />}
      {sync.data && (
        <div style={{ maxWidth: 560, marginBottom: 16 }}>
          <JobProgress jobId={sync.data.job_id} onDone={onDone} />
        </div>
      )}
      <Space>
        <Button disabled={!mayWrite || !setup.corp} loading={sync.isPending} onClick={() => sync.mutate()}>
          {t(setup.staff_count > 0 ? "setup.staff.again" : "setup.staff.start")}
        </Button>
        <Button type="primary" onClick={onNext}>
          {t("setup.next")}
        </Button>
      </Space>
    </>
  );
}
