/** Gives tags to customers or takes them away, and offers to undo it. */
import { App, Form, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { exact } from "@siyu/shared/format";

import { JobModal } from "../parts/JobModal";
import { TagPicker } from "../parts/tags";
import { useUndo } from "../parts/useUndo";
import { useWords } from "../parts/words";
import { useTagCustomers, useUndoTags, type TagChange } from "./customers";

interface Props {
  /** How many customers it is for. */
  count: number;
  target: Pick<TagChange, "person_ids" | "filter">;
  onClose: () => void;
  onDone?: () => void;
}

export function TagModal({ count, target, onClose, onDone }: Props) {
  const { t } = useTranslation("customers");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const offerUndo = useUndo();
  const takeBack = useUndoTags();
  const tagging = useTagCustomers();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const jobId = tagging.data?.job_id;

  const close = () => {
    onDone?.();
    onClose();
  };
  const take = () =>
    tagging.mutate(
      { ...target, add, remove },
      {
        onSuccess: ({ applied, undo_token, job_id }) => {
          const changed = job_id ? count : applied;
          const words = t(job_id ? "tag.begun" : "tag.done", { count: changed, shown: exact(changed) });
          if (undo_token) offerUndo(words, () => takeBack(undo_token));
          else if (!job_id) void message.success(words);
          if (!job_id) close();
        },
        onError: (error) => void message.error(errorWords(error)),
      },
    );
  if (jobId) return <JobModal jobId={jobId} title={t("tag.batch")} onClose={close} />;
  return (
    <Modal
      open
      title={t("tag.title", { count, shown: exact(count) })}
      okText={t("tag.take", { count, shown: exact(count) })}
      okButtonProps={{ disabled: add.length + remove.length === 0, loading: tagging.isPending }}
      onOk={take}
      onCancel={onClose}
    >
      <Form layout="vertical" component={false}>
        <Form.Item label={t("tag.add")} htmlFor="tag-add">
          <TagPicker id="tag-add" value={add} onChange={setAdd} />
        </Form.Item>
        <Form.Item label={t("tag.remove")} htmlFor="tag-remove" extra={t("tag.hint")}>
          <TagPicker id="tag-remove" value={remove} onChange={setRemove} canCreate={false} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
