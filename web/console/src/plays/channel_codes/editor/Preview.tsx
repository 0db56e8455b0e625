/** The phone beside the form: the message being written, by whoever is on duty. */
import { useTranslation } from "react-i18next";

import type { CodeDraft, Message, OnDuty } from "@siyu/shared/api";

import { PhonePreview } from "../../../parts/PhonePreview";
import { useDefaultWelcome } from "../codes";
import { isBlank } from "../message/attachments";
import styles from "./Editor.module.css";

interface Props {
  draft: CodeDraft;
  shown: string;
  onDuty: OnDuty[];
}

export function Preview({ draft, shown, onDuty }: Props) {
  const { t } = useTranslation("channel_codes");
  const { welcome } = draft;
  const standard = useDefaultWelcome(welcome.mode === "staff_default");
  const everyones = standard.data?.scopes.find((scope) => scope.staff_ids === null)?.message ?? null;
  const message = welcome.mode === "none" ? null : welcome.mode === "staff_default" ? everyones : messageAt(draft, shown);
  const host = onDuty[0];
  return (
    <div className={styles.preview}>
      <p className={styles.caption}>
        {welcome.mode === "code" ? t(`preview.${shown.split(".")[0]}`, { number: Number(shown.split(".")[1] ?? 0) + 1 }) : t(`preview.${welcome.mode}`)}
      </p>
      <PhonePreview
        message={message && { ...message, attachments: message.attachments.filter((attachment) => !isBlank(attachment)) }}
        staffName={host?.name}
        staffAvatar={host?.avatar}
      />
    </div>
  );
}

/** The message a name such as `weekly.1` stands for; the general one when that period is gone. */
export function messageAt({ welcome }: CodeDraft, name: string): Message | null {
  const [list, index] = name.split(".");
  const periods = list === "weekly" ? welcome.weekly : list === "special" ? welcome.special : [];
  return periods[Number(index)]?.message ?? welcome.general ?? null;
}
