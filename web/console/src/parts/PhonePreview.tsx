/** What the customer will see, beside the form that writes it; resizable, and it remembers its width. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Message } from "@siyu/shared/api";
import { ChatView, fillVariables, PhoneFrame, type ChatMessage, type Skin } from "@siyu/shared/chat-ui";

import { Dock } from "./Dock";
import styles from "./PhonePreview.module.css";

interface Props {
  message: Message | null;
  /** Names put in place of the variables; samples when absent. */
  customerName?: string;
  staffName?: string;
  staffAvatar?: string | null;
}

export function PhonePreview({ message, customerName, staffName, staffAvatar }: Props) {
  const { t } = useTranslation("parts");
  const [skin, setSkin] = useState<Skin>("light");
  const names = { customer: customerName ?? t("preview.customer"), adviser: staffName ?? t("preview.adviser") };
  const messages = message ? asChat(message, names) : [];
  return (
    <Dock name="preview" label={t("preview.label")}>
      <div className={styles.phone}>
        <PhoneFrame label={t("preview.label")} title={names.adviser} skin={skin}>
          {messages.length > 0 ? (
            <ChatView
              messages={messages}
              me="customer"
              faces={{ customer: { name: names.customer }, adviser: { name: names.adviser, avatar: staffAvatar } }}
            />
          ) : (
            <p className={styles.none}>{t("preview.none")}</p>
          )}
        </PhoneFrame>
      </div>
      <Segmented<Skin>
        aria-label={t("preview.skin")}
        value={skin}
        onChange={setSkin}
        options={[
          { value: "light", label: t("preview.light") },
          { value: "dark", label: t("preview.dark") },
        ]}
      />
    </Dock>
  );
}

// Any fixed moment does: previews show no date.
const AT = "2026-01-01T01:41:00Z";

/** A message as the chat bubbles it arrives in: the text first, then each attachment. */
export function asChat(message: Message, names: { customer: string; adviser: string }): ChatMessage[] {
  const text = fillVariables(message.text, names).trim();
  const common = { at: AT, from: "adviser" } as const;
  const first: ChatMessage[] = text ? [{ ...common, id: "text", type: "text", text }] : [];
  const rest = message.attachments.map((attachment, index): ChatMessage => {
    const { kind, ...fields } = attachment;
    const media_url = "material_id" in fields ? `/api/materials/${fields.material_id}/content` : undefined;
    return { ...common, ...fields, id: String(index), type: kind, media_url };
  });
  return [...first, ...rest];
}
