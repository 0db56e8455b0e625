/** Chooses staff in one line, for filters and small forms; searches on the server as the reader types. */
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { useStaffById, useStaffSearch } from "./useStaff";

interface Props {
  id?: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  placeholder?: string;
}

export function StaffSelect({ id, value, onChange, placeholder }: Props) {
  const { t } = useTranslation("parts");
  const [typed, setTyped] = useState("");
  const [wasOpened, setOpened] = useState(false);
  const search = useStaffSearch(useDeferredValue(typed), undefined, wasOpened);
  const byId = useStaffById(value !== undefined);
  const found = search.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = value === undefined ? undefined : byId.get(value);
  const shown = chosen && !found.some((staff) => staff.id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      id={id}
      allowClear
      value={value}
      loading={search.isFetching}
      placeholder={placeholder ?? t("staff.choose")}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={shown.map((staff) => ({ value: staff.id, label: staff.name }))}
      onOpenChange={() => setOpened(true)}
      onChange={(next?: string) => onChange(next)}
      onPopupScroll={({ currentTarget: list }) => {
        const isNearEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
        if (isNearEnd && search.hasNextPage && !search.isFetching) void search.fetchNextPage();
      }}
    />
  );
}
