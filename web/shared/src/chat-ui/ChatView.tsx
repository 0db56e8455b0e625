/** A conversation, oldest first, kept scrolled to its end as it grows. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { dateTime, time } from "../format";
import { Avatar } from "./Avatar";
import { Bubble } from "./Bubble";
import styles from "./chat.module.css";
import type { ChatMessage, Face } from "./types";

interface Props {
  messages: ChatMessage[];
  /** Whose phone this is. */
  me: "customer" | "adviser";
  faces: { customer: Face; adviser: Face };
  /** Today, as the clock of this world has it; older messages show their date. */
  now?: string;
}

// WeChat writes the time again after a pause of five minutes.
const PAUSE_MS = 5 * 60_000;

export function ChatView({ messages, me, faces, now }: Props) {
  const { t } = useTranslation("chat-ui");
  const end = useRef<HTMLLIElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    // Only the phone's own screen moves: scrolling into view would drag the page around the phone along.
    const screen = end.current?.parentElement?.parentElement;
    void screen?.scrollTo?.({ top: screen.scrollHeight });
  }, [last]);

  return (
    <ol className={styles.chat}>
      {messages.map((message, index) => {
        const isMine = message.from === me;
        const before = messages[index - 1];
        const showsTime = !before || Date.parse(message.at) - Date.parse(before.at) > PAUSE_MS;
        return (
          <li key={message.id}>
            {showsTime && <time className={styles.time}>{timeWords(message.at, now)}</time>}
            {message.from === "system" ? (
              <p className={styles.system}>{message.text}</p>
            ) : (
              <div className={styles.row} data-side={isMine ? "mine" : "theirs"}>
                <Avatar face={faces[message.from]} />
                <div className={styles.body}>
                  <span className="sy-visually-hidden">{faces[message.from].name}</span>
                  <Bubble message={message} isMine={isMine} />
                  {message.via === "welcome" && me === "adviser" && <small className={styles.via}>{t("welcome")}</small>}
                </div>
              </div>
            )}
          </li>
        );
      })}
      <li ref={end} aria-hidden />
    </ol>
  );
}

function timeWords(at: string, now: string | undefined): string {
  const isToday = now !== undefined && dateTime(at).slice(0, 10) === dateTime(now).slice(0, 10);
  return isToday || now === undefined ? time(at) : dateTime(at);
}
