/** What can be done to several codes at once. */
import { Button, Dropdown, Form, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";

import { useFolders } from "../codes";
import { NO_LABELS } from "../editor/draft";
import { LabelsFields } from "../editor/steps/LabelsStep";
import { useCodeActs } from "./useCodeActs";

interface Props {
  ids: string[];
  onDone: () => void;
}

export function BatchActions({ ids, onDone }: Props) {
  const { t } = useTranslation("channel_codes");
  const acts = useCodeActs();
  const folders = useFolders().data?.items ?? [];
  const [tagging, setTagging] = useState(false);
  const run = (act: Promise<unknown>) => void act.then(onDone);
  return (
    <>
      <Button size="small" loading={acts.isBusy} onClick={() => run(acts.patch(ids, { state: "paused" }, "act.paused"))}>
        {t("act.pause")}
      </Button>
      <Button size="small" onClick={() => run(acts.patch(ids, { state: "active" }, "act.resumed"))}>
        {t("act.resume")}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: folders.map((folder) => ({ key: folder.id, label: folder.name })),
          onClick: ({ key }) => run(acts.patch(ids, { folder_id: key }, "act.moved")),
        }}
      >
        <Button size="small">{t("act.move")}</Button>
      </Dropdown>
      <Button size="small" onClick={() => setTagging(true)}>
        {t("act.edit_labels")}
      </Button>
      <Button size="small" onClick={() => void acts.downloadZip(ids)}>
        {t("act.download_zip")}
      </Button>
      {tagging && (
        <LabelsModal
          count={ids.length}
          onCancel={() => setTagging(false)}
          onTake={(labels) => {
            setTagging(false);
            run(acts.patch(ids, { labels }, "act.labelled"));
          }}
        />
      )}
    </>
  );
}

interface LabelsProps {
  count: number;
  onTake: (labels: CodeDraft["labels"]) => void;
  onCancel: () => void;
}

function LabelsModal({ count, onTake, onCancel }: LabelsProps) {
  const { t } = useTranslation("channel_codes");
  const [labels, setLabels] = useState(NO_LABELS);
  return (
    <Modal
      open
      title={t("act.labels_title", { count })}
      okText={t("act.labels_take", { count })}
      onOk={() => onTake(labels)}
      onCancel={onCancel}
    >
      <p>{t("act.labels_hint")}</p>
      <Form layout="vertical" component={false}>
        <LabelsFields labels={labels} onChange={setLabels} />
      </Form>
    </Modal>
  );
}
