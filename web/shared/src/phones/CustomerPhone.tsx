/** A customer's phone: chats, a camera to scan with, the adviser's card, and a conversation. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChatList, PhoneFrame, type Skin } from "../chat-ui";
import { time } from "../format";
import { AdviserCard } from "./AdviserCard";
import { Camera } from "./Camera";
import { Conversation } from "./Conversation";
import styles from "./phones.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import type { SandboxChat, SandboxCustomer, Scan } from "./types";
import { useClock } from "./useClock";

type Screen = { at: "chats" } | { at: "camera" } | { at: "card"; scan: Scan } | { at: "chat"; userid: string };

interface Props {
  customer: Pick<SandboxCustomer, "id" | "name" | "avatar">;
  skin?: Skin;
  /** Opens the camera with this QR text already seen: "try it in the simulator". */
  scanned?: Scan;
  /** Called when this customer became, or asked to become, a contact of an adviser. */
  onAdded?: (userid: string) => void;
}

export function CustomerPhone({ customer, skin, scanned, onAdded }: Props) {
  const { t } = useTranslation("phones");
  const [screen, go] = useState<Screen>(scanned ? { at: "card", scan: scanned } : { at: "chats" });
  const clock = time(useClock());
  const { data: chats = [] } = useSandboxQuery("customer-chats", [customer.id], (api) => api.customerChats(customer.id));
  const home = () => go({ at: "chats" });
  const chat = screen.at === "chat" ? chats.find((each) => each.userid === screen.userid) : undefined;
  const frame = { label: customer.name, clock, skin };

  switch (screen.at) {
    case "camera":
      return (
        <PhoneFrame {...frame} title={t("camera.title")} onBack={home}>
          <Camera customerId={customer.id} onSeen={(scan) => go({ at: "card", scan })} />
        </PhoneFrame>
      );
    case "card":
      return (
        <PhoneFrame {...frame} title={t("card.title")} onBack={() => go({ at: "camera" })}>
          <AdviserCard
            customerId={customer.id}
            scan={screen.scan}
            onChat={(userid) => go({ at: "chat", userid })}
            onAdded={(userid) => {
              onAdded?.(userid);
              go({ at: "chat", userid });
            }}
          />
        </PhoneFrame>
      );
    case "chat":
      return (
        <Conversation
          {...frame}
          title={chat?.name ?? ""}
          me="customer"
          customerId={customer.id}
          userid={screen.userid}
          faces={{ customer, adviser: chat ?? { name: screen.userid } }}
          onBack={home}
          extra={chat && <DeleteAdviser chat={chat} onDone={home} />}
        />
      );
    case "chats":
      return (
        <PhoneFrame {...frame} title={t("chats.title")} extra={<ScanButton onClick={() => go({ at: "camera" })} />}>
          <ChatList
            chats={chats.map((each) => ({
              ...each,
              key: each.userid,
              note: each.state === "friends" ? undefined : t(`state.${each.state}`),
            }))}
            onOpen={(userid) => go({ at: "chat", userid })}
          />
        </PhoneFrame>
      );
  }
}

function ScanButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("phones");
  return (
    <button type="button" className={styles.icon} onClick={onClick} aria-label={t("camera.open")} title={t("camera.open")}>
      <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden>
        <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  );
}

function DeleteAdviser({ chat, onDone }: { chat: SandboxChat; onDone: () => void }) {
  const { t } = useTranslation("phones");
  const remove = useSandboxAct((api, userid: string) => api.customerDeletes(chat.customer_id, userid));
  if (chat.state !== "friends") return null;
  return (
    <button
      type="button"
      className={styles.quiet}
      disabled={remove.isPending}
      onClick={() => remove.mutate(chat.userid, { onSuccess: onDone })}
      title={t("chat.delete_adviser")}
    >
      {t("chat.delete")}
    </button>
  );
}
