/** Chooses an adviser of the world by name, shop or account. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PersonPicker } from "./PersonPicker";
import { useSandboxQuery } from "./SandboxProvider";
import type { SandboxAdviser } from "./types";

interface Props {
  value: SandboxAdviser | undefined;
  onChange: (adviser: SandboxAdviser) => void;
}

export function AdviserPicker({ value, onChange }: Props) {
  const { t } = useTranslation("phones");
  const [typed, setTyped] = useState("");
  const advisers = useAdvisers();
  const found = advisers.filter(({ name, userid, department_name }) => `${name} ${userid} ${department_name}`.includes(typed));
  return (
    <PersonPicker
      label={t("pick.adviser")}
      value={value && { ...value, key: value.userid }}
      choices={found.map((each) => ({ ...each, key: each.userid, hint: `${each.department_name} · ${each.position}` }))}
      onTyped={setTyped}
      onChoose={(userid) => {
        const chosen = advisers.find((each) => each.userid === userid);
        if (chosen) onChange(chosen);
      }}
      searchLabel={t("pick.search_adviser")}
      emptyWords={t("pick.nobody")}
    />
  );
}

export function useAdvisers(): SandboxAdviser[] {
  return useSandboxQuery("world", [], (api) => api.world()).data?.advisers ?? [];
}
