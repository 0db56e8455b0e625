/** What a new customer is marked with: tags, remark and description. */
import { Input } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";

import { TagPicker } from "../../../../parts/tags";
import { Field } from "../../fields/Field";
import { AFFIX_MAX, DESCRIPTION_MAX } from "../draft";
import styles from "../Editor.module.css";
import type { StepProps } from "./step";

type Labels = CodeDraft["labels"];

export function LabelsStep({ draft, change }: StepProps) {
  return (
    <div className={styles.form}>
      <LabelsFields labels={draft.labels} onChange={(labels) => change({ labels })} />
    </div>
  );
}

export function LabelsFields({ labels, onChange }: { labels: Labels; onChange: (labels: Labels) => void }) {
  const { t } = useTranslation("channel_codes");
  const patch = (next: Partial<Labels>) => onChange({ ...labels, ...next });
  return (
    <>
      <Field path="labels.tag_ids" label={t("setting.labels.tag_ids")} hint={t("labels.tags_hint")}>
        {({ id }) => <TagPicker id={id} value={labels.tag_ids} onChange={(tag_ids) => patch({ tag_ids })} />}
      </Field>
      <Field path="labels.remark_prefix" label={t("setting.labels.remark_prefix")}>
        {(aria) => (
          <Input
            {...aria}
            maxLength={AFFIX_MAX}
            showCount
            value={labels.remark_prefix}
            placeholder={t("labels.prefix_placeholder")}
            onChange={(event) => patch({ remark_prefix: event.target.value })}
          />
        )}
      </Field>
      <Field path="labels.remark_suffix" label={t("setting.labels.remark_suffix")} hint={t("labels.remark_hint")}>
        {(aria) => (
          <Input
            {...aria}
            maxLength={AFFIX_MAX}
            showCount
            value={labels.remark_suffix}
            placeholder={t("labels.suffix_placeholder")}
            onChange={(event) => patch({ remark_suffix: event.target.value })}
          />
        )}
      </Field>
      <p className={styles.remark}>
        {t("labels.remark_sample")} <strong>{`${labels.remark_prefix}${t("labels.sample_name")}${labels.remark_suffix}`}</strong>
      </p>
      <Field path="labels.description" label={t("setting.labels.description")} hint={t("labels.description_hint")}>
        {(aria) => (
          <Input.TextArea
            {...aria}
            maxLength={DESCRIPTION_MAX}
            showCount
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={labels.description}
            onChange={(event) => patch({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
