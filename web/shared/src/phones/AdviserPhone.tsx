/** An adviser's phone: conversations, contacts with their tags, and requests to accept. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Avatar, ChatList, PhoneFrame, type Skin } from "../chat-ui";
import { date, time } from "../format";
import { ContactDetail } from "./ContactDetail";
import { Conversation } from "./Conversation";
import styles from "./phones.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import type { SandboxAdviser, SandboxChat, SandboxContact } from "./types";
import { useClock } from "./useClock";

const TABS = ["chats", "contacts", "requests"] as const;
type Tab = (typeof TABS)[number];
type Screen = { at: "home" } | { at: "chat" | "contact"; customerId: string };

interface Props {
  adviser: Pick<SandboxAdviser, "userid" | "name" | "avatar">;
  skin?: Skin;
}

export function AdviserPhone({ adviser, skin }: Props) {
  const { t } = useTranslation("phones");
  const { userid } = adviser;
  const [tab, setTab] = useState<Tab>("chats");
  const [screen, go] = useState<Screen>({ at: "home" });
  const clock = time(useClock());
  const { data: chats = [] } = useSandboxQuery("adviser-chats", [userid], (api) => api.adviserChats(userid));
  const { data: contacts = [] } = useSandboxQuery("contacts", [userid], (api) => api.contacts(userid));
  const home = () => go({ at: "home" });
  const frame = { label: adviser.name, clock, skin };
  const requests = contacts.filter((contact) => contact.state === "pending");

  if (screen.at === "chat") {
    const chat = chats.find((each) => each.customer_id === screen.customerId);
    return (
      <Conversation
        {...frame}
        title={chat ? chat.remark || chat.name : ""}
        me="adviser"
        customerId={screen.customerId}
        userid={userid}
        faces={{ customer: chat ?? { name: screen.customerId }, adviser }}
        onBack={home}
        extra={
          <button type="button" className={styles.quiet} onClick={() => go({ at: "contact", customerId: screen.customerId })}>
            {t("contact.open")}
          </button>
        }
      />
    );
  }
  if (screen.at === "contact") {
    const contact = contacts.find((each) => each.customer_id === screen.customerId);
    return (
      <PhoneFrame {...frame} title={t("contact.title")} onBack={home}>
        {contact && (
          <ContactDetail contact={contact} userid={userid} onChat={() => go({ at: "chat", customerId: contact.customer_id })} onDeleted={home} />
        )}
      </PhoneFrame>
    );
  }
  return (
    <PhoneFrame {...frame} title={t(`tabs.${tab}`)} foot={<Tabs tab={tab} onTab={setTab} requests={requests.length} />}>
      {tab === "chats" && <Chats chats={chats} onOpen={(customerId) => go({ at: "chat", customerId })} />}
      {tab === "contacts" && <Contacts contacts={contacts} onOpen={(customerId) => go({ at: "contact", customerId })} />}
      {tab === "requests" && <Requests requests={requests} userid={userid} />}
    </PhoneFrame>
  );
}

function Tabs({ tab, onTab, requests }: { tab: Tab; onTab: (tab: Tab) => void; requests: number }) {
  const { t } = useTranslation("phones");
  return (
    <nav className={styles.tabs}>
      {TABS.map((each) => (
        <button key={each} type="button" className={styles.tab} aria-current={each === tab || undefined} onClick={() => onTab(each)}>
          {t(`tabs.${each}`)}
          {each === "requests" && requests > 0 && <span className={styles.badge}>{requests}</span>}
        </button>
      ))}
    </nav>
  );
}

function Chats({ chats, onOpen }: { chats: SandboxChat[]; onOpen: (customerId: string) => void }) {
  const { t } = useTranslation("phones");
  const summaries = chats
    .filter((chat) => chat.state !== "pending")
    .map((chat) => ({
      ...chat,
      key: chat.customer_id,
      name: chat.remark || chat.name,
      note: chat.state === "friends" ? undefined : t(`state.${chat.state}`),
    }));
  return <ChatList chats={summaries} onOpen={onOpen} />;
}

function Contacts({ contacts, onOpen }: { contacts: SandboxContact[]; onOpen: (customerId: string) => void }) {
  const { t } = useTranslation("phones");
  const friends = contacts.filter((contact) => contact.state !== "pending");
  if (friends.length === 0) return <p className={styles.hint}>{t("contact.none")}</p>;
  return (
    <ul className={styles.picks}>
      {friends.map((contact) => (
        <li key={contact.customer_id}>
          <button type="button" className={styles.pick} onClick={() => onOpen(contact.customer_id)}>
            <Avatar face={contact} size={40} />
            <span>
              {contact.remark || contact.name}
              <small>
                {contact.state === "friends"
                  ? contact.tags.map((tag) => tag.name).join(" · ") || date(contact.added_at)
                  : t(`state.${contact.state}`)}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Requests({ requests, userid }: { requests: SandboxContact[]; userid: string }) {
  const { t } = useTranslation("phones");
  const accept = useSandboxAct((api, customerId: string) => api.adviserAccepts(userid, customerId));
  if (requests.length === 0) return <p className={styles.hint}>{t("requests.none")}</p>;
  return (
    <ul className={styles.picks}>
      {requests.map((request) => (
        <li key={request.customer_id} className={styles.pick}>
          <Avatar face={request} size={40} />
          <span>
            {request.name}
            <small>{t("requests.wants")}</small>
          </span>
          <button type="button" className={styles.small} disabled={accept.isPending} onClick={() => accept.mutate(request.customer_id)}>
            {t("requests.accept")}
          </button>
        </li>
      ))}
    </ul>
  );
}
