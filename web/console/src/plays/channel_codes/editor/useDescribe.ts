/** A setting's value in words, for the summary of changes. */
import { useTranslation } from "react-i18next";

import type { CodeDraft, Message, SpecialWindow, Window } from "@siyu/shared/api";

import { useStaffById } from "../../../parts/staff";
import { useTags } from "../../../parts/tags";
import { useFolders } from "../codes";
import { runs } from "../roster/week";
import { spanKind } from "../fields/WindowFields";
import type { SettingPath } from "./diff";

type Staff = CodeDraft["staff"];

export function useDescribe(): (path: SettingPath, value: unknown) => string {
  const { t } = useTranslation("channel_codes");
  const staff = useStaffById();
  const tags = useTags().data?.groups.flatMap((group) => group.tags) ?? [];
  const folders = useFolders().data?.items ?? [];

  const list = (items: string[]) => items.join(t("list_separator"));
  const people = (ids: string[]) => list(ids.map((id) => staff.get(id)?.name ?? t("roster.unknown")));
  const hours = (window: Pick<Window, "from" | "to">) => {
    const kind = spanKind(window);
    return kind === "whole_day" ? t("window.whole_day") : `${window.from}\u2013${kind === "next_day" ? t("window.next") : ""}${window.to}`;
  };
  const days = (weekdays: number[]) =>
    list(
      runs(weekdays).flatMap(([first, last]) => {
        const [from, to] = [t(`weekday.${first}`), t(`weekday.${last}`)];
        if (last - first > 1) return t("window.days", { from, to });
        return last > first ? [from, to] : from;
      }),
    );
  const weekly = (window: Window) => `${days(window.weekdays)} ${hours(window)}`;
  const special = (window: SpecialWindow) => `${window.from_date} – ${window.to_date} ${hours(window)}`;
  const message = ({ text, attachments }: Message) =>
    [text, attachments.length > 0 ? t("review.attachments", { count: attachments.length }) : ""].filter(Boolean).join("\n");
  const numbers = (value: Record<string, number>) =>
    list(Object.entries(value).map(([id, number]) => `${staff.get(id)?.name ?? t("roster.unknown")} ${number}`));
  const lines = <T,>(items: T[], words: (item: T) => string) => items.map(words).join("\n");

  const words: Partial<Record<SettingPath, (value: never) => string>> = {
    folder_id: (id: string) => folders.find((folder) => folder.id === id)?.name ?? "",
    kind: (kind: string) => t(`kind.${kind}`),
    logo_material_id: () => t("review.has_logo"),
    "staff.mode": (mode: string) => t(`staff_mode.${mode}`),
    "staff.always": people,
    "staff.backup": people,
    "staff.roster": (slots: Staff["roster"]) => lines(slots, (slot) => `${weekly(slot)} ${people(slot.staff_ids)}`),
    "staff.special": (slots: Staff["special"]) => lines(slots, (slot) => `${special(slot)} ${people(slot.staff_ids)}`),
    "staff.rotation": (rotation: string) => t(`rotation.${rotation}`),
    "staff.staff_daily_caps": numbers,
    "staff.weights": numbers,
    "accept.mode": (mode: string) => t(`accept_mode.${mode}`),
    "accept.windows": (windows: Window[]) => lines(windows, weekly),
    "labels.tag_ids": (ids: string[]) => list(ids.map((id) => tags.find((tag) => tag.id === id)?.name ?? id)),
    "welcome.mode": (mode: string) => t(`welcome_mode.${mode}`),
    "welcome.general": message,
    "welcome.weekly": (periods: CodeDraft["welcome"]["weekly"]) => lines(periods, (period) => `${weekly(period)}\n${message(period.message)}`),
    "welcome.special": (periods: CodeDraft["welcome"]["special"]) => lines(periods, (period) => `${special(period)}\n${message(period.message)}`),
    "welcome.nickname_block": list,
  };
  return (path, value) => {
    const isEmpty = value === null || value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
    if (isEmpty) return t("review.nothing");
    return words[path]?.(value as never) || (typeof value === "object" ? t("review.nothing") : String(value));
  };
}
