/** What the code is called, where it is kept, what kind it is, and the logo in its QR. */
import { Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useFolders } from "../../codes";
import { Field } from "../../fields/Field";
import { MaterialField } from "../../message/MaterialField";
import { CODE_REMARK_MAX, NAME_MAX } from "../draft";
import styles from "../Editor.module.css";
import type { StepProps } from "./step";

const KINDS = ["multi", "single", "batch"] as const;

export function BasicsStep({ draft, change, isNew }: StepProps) {
  const { t } = useTranslation("channel_codes");
  const folders = useFolders().data?.items ?? [];
  const standard = folders.find((folder) => folder.is_default)?.id;
  return (
    <div className={styles.form}>
      <Field path="name" label={t("setting.name")} hint={t("basics.name_hint")} isRequired>
        {(aria) => (
          <Input
            {...aria}
            maxLength={NAME_MAX}
            showCount
            value={draft.name}
            placeholder={t("basics.name_placeholder")}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field path="kind" label={t("setting.kind")} hint={!isNew && t("basics.kind_fixed")} isRequired>
        {(aria) => (
          <Radio.Group
            {...aria}
            className={styles.kinds}
            disabled={!isNew}
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value })}
            options={KINDS.map((kind) => ({
              value: kind,
              label: (
                <>
                  {t(`kind.${kind}`)}
                  <small>{t(`basics.kind_${kind}`)}</small>
                </>
              ),
            }))}
          />
        )}
      </Field>
      <Field path="folder_id" label={t("setting.folder_id")}>
        {(aria) => (
          <Select
            {...aria}
            value={draft.folder_id ?? standard}
            onChange={(folder_id: string) => change({ folder_id })}
            options={folders.map((folder) => ({ value: folder.id, label: folder.name }))}
          />
        )}
      </Field>
      <Field path="remark" label={t("setting.remark")} hint={t("basics.remark_hint")}>
        {(aria) => (
          <Input
            {...aria}
            maxLength={CODE_REMARK_MAX}
            showCount
            value={draft.remark}
            onChange={(event) => change({ remark: event.target.value })}
          />
        )}
      </Field>
      <Field path="logo_material_id" label={t("setting.logo_material_id")} hint={t("basics.logo_hint")}>
        {({ id }) => (
          <MaterialField
            id={id}
            kind="image"
            value={draft.logo_material_id ?? null}
            onChange={(logo_material_id) => change({ logo_material_id })}
          />
        )}
      </Field>
    </div>
  );
}
