/** The list of conversations of one phone. */
import { useTranslation } from "react-i18next";

import { time } from "../format";
import { Avatar } from "./Avatar";
import styles from "./chat.module.css";
import type { ChatMessage, Face } from "./types";

export interface ChatSummary extends Face {
  key: string;
  last?: ChatMessage | null;
  unread: number;
  /** A word after the name: pending, deleted. */
  note?: string;
}

interface Props {
  chats: ChatSummary[];
  onOpen: (key: string) => void;
}

export function ChatList({ chats, onOpen }: Props) {
  const { t } = useTranslation("chat-ui");
  if (chats.length === 0) return <p className={styles.none}>{t("no_chats")}</p>;
  return (
    <ul className={styles.list}>
      {chats.map((chat) => (
        <li key={chat.key}>
          <button type="button" className={styles.listRow} onClick={() => onOpen(chat.key)}>
            <span className={styles.listFace}>
              <Avatar face={chat} size={44} />
              {chat.unread > 0 && (
                <span className={styles.unread}>
                  <span aria-hidden>{chat.unread > 99 ? "99+" : chat.unread}</span>
                  <span className="sy-visually-hidden">{t("unread", { count: chat.unread })}</span>
                </span>
              )}
            </span>
            <span className={styles.listWords}>
              <span className={styles.listName}>
                {chat.name}
                {chat.note && <small>{chat.note}</small>}
              </span>
              <LastWords message={chat.last} />
            </span>
            {chat.last && <time className={styles.listTime}>{time(chat.last.at)}</time>}
          </button>
        </li>
      ))}
    </ul>
  );
}

const NAMED = { image: "image_alt", video: "video", file: "file", miniprogram: "miniprogram", link: "sample_text" } as const;

function LastWords({ message }: { message: ChatMessage | null | undefined }) {
  const { t } = useTranslation("chat-ui");
  if (!message) return <span className={styles.listLast} />;
  const words =
    message.type === "text"
      ? message.text
      : message.type === "link"
        ? message.title
        : t("sample_text", { kind: t(NAMED[message.type]) });
  return <span className={styles.listLast}>{words}</span>;
}
