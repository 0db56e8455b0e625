/** The tag filter of a list: which tags, and whether any, all or none of them. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import type { ControlProps } from "../table";
import { TagPicker } from "./TagPicker";

export type TagLogic = "any" | "all" | "none";
const LOGICS: TagLogic[] = ["any", "all", "none"];

export function TagFilter({ id, value, onChange }: ControlProps) {
  const { t } = useTranslation("parts");
  const { logic, ids } = parse(value);
  const write = (nextLogic: TagLogic, nextIds: string[]) =>
    onChange(nextIds.length > 0 ? `${nextLogic}:${nextIds.join()}` : undefined);
  return (
    <TagPicker
      id={id}
      value={ids}
      canCreate={false}
      onChange={(next) => write(logic, next)}
      placeholder={t(`tags.logic_${logic}`)}
      header={
        <Segmented<TagLogic>
          block
          aria-label={t("tags.logic")}
          value={logic}
          options={LOGICS.map((each) => ({ value: each, label: t(`tags.logic_${each}`) }))}
          onChange={(next) => write(next, ids)}
        />
      }
    />
  );
}

function parse(value: string | undefined): { logic: TagLogic; ids: string[] } {
  const [logic, ids = ""] = (value ?? "any:").split(":");
  return { logic: LOGICS.find((each) => each === logic) ?? "any", ids: ids.split(",").filter(Boolean) };
}

/** The filter's value in the URL (`all:id1,id2`) as the server's parameters. */
export function tagQuery(value: string | undefined): { tag_any?: string; tag_all?: string; tag_none?: string } {
  const { logic, ids } = parse(value);
  return ids.length > 0 ? { [`tag_${logic}`]: ids.join() } : {};
}
