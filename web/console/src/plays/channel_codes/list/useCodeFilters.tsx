/** The filters above the list of codes. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { StaffSelect } from "../../../parts/staff";
import { textFilter, type FilterField } from "../../../parts/table";

const STATES = ["active", "paused"] as const;
export const AILMENTS = ["staff_left", "cap_reached", "config_deleted", "nobody_on_duty", "sync_failed"] as const;

export function useCodeFilters(): FilterField[] {
  const { t } = useTranslation("channel_codes");
  const choice = (key: string, label: string, options: { value: string; label: string }[]): FilterField => ({
    key,
    label,
    control: ({ id, value, onChange }) => (
      <Select id={id} allowClear value={value} placeholder={t("filter.any")} options={options} onChange={(next?: string) => onChange(next)} />
    ),
  });
  return [
    textFilter("q", t("filter.q"), t("filter.q_placeholder")),
    { key: "staff_id", label: t("filter.staff"), control: (props) => <StaffSelect {...props} placeholder={t("filter.any")} /> },
    choice("state", t("filter.state"), STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))),
    choice("health", t("filter.health"), AILMENTS.map((code) => ({ value: code, label: t(`health.${code}.name`) }))),
  ];
}
