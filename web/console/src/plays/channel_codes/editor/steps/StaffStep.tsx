/** Who receives the customers, when, how many each, in which order, and whether requests are accepted by themselves. */
import { InputNumber, Radio, Segmented } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";

import { StaffPicker } from "../../../../parts/staff";
import { AcceptFields } from "../AcceptFields";
import { OnDutyNow } from "../OnDutyNow";
import { Field } from "../../fields/Field";
import { RosterEditor } from "../../roster/RosterEditor";
import { SpecialSlots } from "../../roster/SpecialSlots";
import { BATCH_MAX, everyStaff, STAFF_MAX } from "../draft";
import styles from "../Editor.module.css";
import { StaffNumbers } from "../StaffNumbers";
import type { StepProps } from "./step";

const MOST = { single: 1, multi: STAFF_MAX, batch: BATCH_MAX };
const ROTATIONS = ["random", "in_turn", "weighted", "least_loaded"] as const;

export function StaffStep({ draft, change, check }: StepProps) {
  const { t } = useTranslation("channel_codes");
  const { staff } = draft;
  const patch = (next: Partial<CodeDraft["staff"]>) => change({ staff: { ...staff, ...next } });
  const isBatch = draft.kind === "batch";
  return (
    <div className={styles.form}>
      <OnDutyNow staff={check?.on_duty_now} />
      {!isBatch && (
        <Field path="staff.mode" label={t("setting.staff.mode")}>
          {({ id }) => (
            <Segmented
              id={id}
              aria-label={t("setting.staff.mode")}
              value={staff.mode}
              onChange={(mode) => patch({ mode })}
              options={(["always", "roster"] as const).map((mode) => ({ value: mode, label: t(`staff_mode.${mode}`) }))}
            />
          )}
        </Field>
      )}
      {staff.mode === "always" || isBatch ? (
        <Field path="staff.always" label={t("setting.staff.always")} hint={t(`staff.always_${draft.kind}`)} isRequired>
          {({ id }) => (
            <StaffPicker
              id={id}
              value={staff.always}
              max={MOST[draft.kind]}
              onChange={(always) => patch({ always })}
            />
          )}
        </Field>
      ) : (
        <Schedule staff={staff} patch={patch} />
      )}
      {!isBatch && <Sharing draft={draft} patch={patch} />}
      <AcceptFields accept={draft.accept} onChange={(accept) => change({ accept })} />
    </div>
  );
}

interface PartProps {
  patch: (next: Partial<CodeDraft["staff"]>) => void;
}

function Schedule({ staff, patch }: PartProps & { staff: CodeDraft["staff"] }) {
  const { t } = useTranslation("channel_codes");
  return (
    <>
      <Field path="staff.roster" label={t("setting.staff.roster")} isDeep={false} isRequired>
        {() => <RosterEditor roster={staff.roster} onChange={(roster) => patch({ roster })} />}
      </Field>
      <Field path="staff.special" label={t("setting.staff.special")} hint={t("special.hint")} isDeep={false}>
        {() => <SpecialSlots slots={staff.special} onChange={(special) => patch({ special })} />}
      </Field>
    </>
  );
}

/** How customers are shared out among those on duty. */
function Sharing({ draft, patch }: PartProps & { draft: CodeDraft }) {
  const { t } = useTranslation("channel_codes");
  const { staff } = draft;
  const isShared = draft.kind === "multi";
  return (
    <>
      <Field path="staff.backup" label={t("setting.staff.backup")} hint={t("staff.backup_hint")}>
        {({ id }) => <StaffPicker id={id} value={staff.backup} max={STAFF_MAX} onChange={(backup) => patch({ backup })} />}
      </Field>
      <h2 className={styles.section}>{t("staff.sharing")}</h2>
      {isShared && (
        <Field path="staff.rotation" label={t("setting.staff.rotation")} hint={t(`rotation_hint.${staff.rotation}`)}>
          {(aria) => (
            <Radio.Group
              {...aria}
              value={staff.rotation}
              onChange={(event) => patch({ rotation: event.target.value })}
              options={ROTATIONS.map((rotation) => ({ value: rotation, label: t(`rotation.${rotation}`) }))}
            />
          )}
        </Field>
      )}
      <Field path="staff.code_daily_cap" label={t("setting.staff.code_daily_cap")} hint={t("staff.cap_hint")}>
        {(aria) => (
          <InputNumber
            {...aria}
            min={1}
            precision={0}
            placeholder={t("staff.no_cap")}
            value={staff.code_daily_cap}
            onChange={(code_daily_cap) => patch({ code_daily_cap })}
            style={{ width: 200 }}
          />
        )}
      </Field>
      <StaffNumbers
        staffIds={everyStaff(draft)}
        caps={staff.staff_daily_caps ?? {}}
        weights={isShared && staff.rotation === "weighted" ? (staff.weights ?? {}) : null}
        onCaps={(staff_daily_caps) => patch({ staff_daily_caps })}
        onWeights={(weights) => patch({ weights })}
      />
    </>
  );
}
