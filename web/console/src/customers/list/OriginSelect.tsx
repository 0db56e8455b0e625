/** Chooses the code customers came by; searches on the server. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";

import { api, call } from "@siyu/shared/api";

import type { ControlProps } from "../../parts/table";

export function OriginSelect({ id, value, onChange, placeholder }: ControlProps & { placeholder: string }) {
  const [typed, setTyped] = useState("");
  const [wasOpened, setOpened] = useState(false);
  const q = useDeferredValue(typed) || undefined;
  const found = useQuery({
    queryKey: ["codes", "select", q],
    queryFn: () => call(api.GET("/api/codes", { params: { query: { q, limit: 50 } } })),
    enabled: wasOpened,
    placeholderData: (before) => before,
  });
  const chosen = useQuery({
    queryKey: ["codes", "one", value],
    queryFn: () => call(api.GET("/api/codes/{code_id}", { params: { path: { code_id: value ?? "" } } })),
    enabled: value !== undefined,
  }).data;
  const items = found.data?.items ?? [];
  const shown = chosen && !items.some((code) => code.id === chosen.id) ? [chosen, ...items] : items;
  return (
    <Select
      id={id}
      allowClear
      value={value}
      loading={found.isFetching}
      placeholder={placeholder}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={shown.map((code) => ({ value: code.id, label: code.name }))}
      onOpenChange={() => setOpened(true)}
      onChange={(next?: string) => onChange(next)}
    />
  );
}
