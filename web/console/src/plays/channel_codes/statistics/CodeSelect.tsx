/** Chooses one code by name; searches on the server. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { api, call } from "@siyu/shared/api";

import { CODES_KEY, useCode } from "../codes";

interface Props {
  id: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

export function CodeSelect({ id, value, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const [typed, setTyped] = useState("");
  const [wasOpened, setOpened] = useState(false);
  const q = useDeferredValue(typed) || undefined;
  const found = useQuery({
    queryKey: [...CODES_KEY, "select", q],
    queryFn: () => call(api.GET("/api/codes", { params: { query: { q, limit: 50 } } })),
    enabled: wasOpened,
    placeholderData: (before) => before,
  });
  const chosen = useCode(value).data;
  const items = found.data?.items ?? [];
  const shown = chosen && !items.some((code) => code.id === chosen.id) ? [chosen, ...items] : items;
  return (
    <Select
      id={id}
      allowClear
      value={value}
      loading={found.isFetching}
      placeholder={t("filter.any")}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={shown.map((code) => ({ value: code.id, label: code.name }))}
      onOpenChange={() => setOpened(true)}
      onChange={(next?: string) => onChange(next)}
    />
  );
}
