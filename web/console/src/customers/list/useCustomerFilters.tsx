/** The filters above the list of customers. */
import { Checkbox, DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

import { features } from "../../app/features";
import { StaffSelect } from "../../parts/staff";
import { textFilter, type ControlProps, type FilterField } from "../../parts/table";
import { TagFilter } from "../../parts/tags";
import { ADD_WAYS, dayOf, STATES } from "./filter";
import { OriginSelect } from "./OriginSelect";

const hasCodes = features.some((feature) => feature.key === "channel_codes");

export function useCustomerFilters(): FilterField[] {
  const { t } = useTranslation("customers");
  const any = t("filter.any");
  const choice = (key: string, options: { value: string; label: string }[]): FilterField => ({
    key,
    label: t(`filter.${key}`),
    control: ({ id, value, onChange }) => (
      <Select id={id} allowClear value={value} placeholder={any} options={options} onChange={(next?: string) => onChange(next)} />
    ),
  });
  const origin: FilterField = { key: "code_id", label: t("filter.code_id"), control: (props) => <OriginSelect {...props} placeholder={any} /> };
  return [
    textFilter("q", t("filter.q"), t("filter.q_placeholder")),
    { key: "staff_id", label: t("filter.staff_id"), control: (props) => <StaffSelect {...props} placeholder={any} /> },
    { key: "tags", label: t("filter.tags"), control: (props) => <TagFilter {...props} /> },
    choice("state", STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))),
    ...(hasCodes ? [origin] : []),
    { key: "added_from", label: t("filter.added_from"), control: (props) => <Day {...props} isEnd={false} placeholder={any} /> },
    { key: "added_to", label: t("filter.added_to"), control: (props) => <Day {...props} isEnd placeholder={any} /> },
    choice("add_way", ADD_WAYS.map((way) => ({ value: String(way), label: t(`add_way.${way}`) }))),
    { key: "no_tag", label: t("filter.no_tag"), control: (props) => <Untagged {...props} /> },
  ];
}

function Day({ id, value, onChange, isEnd, placeholder }: ControlProps & { isEnd: boolean; placeholder: string }) {
  const day = dayOf(value, isEnd);
  return (
    <DatePicker
      id={id}
      placeholder={placeholder}
      value={day ? dayjs(day) : null}
      onChange={(next) => onChange(next ? dayjs(next).format("YYYY-MM-DD") : undefined)}
    />
  );
}

function Untagged({ id, value, onChange }: ControlProps) {
  const { t } = useTranslation("customers");
  return (
    <Checkbox id={id} checked={value === "true"} onChange={(event) => onChange(event.target.checked ? "true" : undefined)}>
      {t("filter.no_tag_only")}
    </Checkbox>
  );
}
