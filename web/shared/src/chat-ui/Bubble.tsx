/** One message as WeChat draws it; unknown addresses are never followed and text is only ever text. */
import { useTranslation } from "react-i18next";

import styles from "./chat.module.css";
import type { ChatMessage } from "./types";

export function Bubble({ message, isMine }: { message: ChatMessage; isMine: boolean }) {
  const side = isMine ? "mine" : "theirs";
  switch (message.type) {
    case "text":
      return (
        <div className={styles.text} data-side={side}>
          {message.text}
        </div>
      );
    case "image":
      return <Picture message={message} />;
    case "link":
      return <LinkCard message={message} />;
    case "miniprogram":
      return <MiniProgramCard message={message} />;
    case "video":
      return <Video message={message} />;
    case "file":
      return <FileCard message={message} />;
  }
}

/** Only pages and data of our own making: `javascript:` and friends become nothing. */
export function safeUrl(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const { protocol, href } = new URL(url, globalThis.location?.href);
    return ["http:", "https:", "blob:"].includes(protocol) || href.startsWith("data:image/") ? href : undefined;
  } catch {
    return undefined;
  }
}

function Picture({ message }: { message: ChatMessage }) {
  const { t } = useTranslation("chat-ui");
  const source = safeUrl(message.media_url ?? message.picurl ?? message.url);
  if (!source) return <Missing label={message.title ?? t("image_alt")} />;
  return <img className={styles.picture} src={source} alt={message.title ?? t("image_alt")} />;
}

function Missing({ label }: { label: string }) {
  return (
    <div className={styles.missing} role="img" aria-label={label}>
      <Glyph d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.5h.01" />
      <span>{label}</span>
    </div>
  );
}

function LinkCard({ message }: { message: ChatMessage }) {
  const picture = safeUrl(message.picurl);
  return (
    <a className={styles.card} href={safeUrl(message.url)} target="_blank" rel="noopener noreferrer">
      <strong>{message.title}</strong>
      <span className={styles.cardBody}>
        <span>{message.desc}</span>
        {picture ? <img src={picture} alt="" /> : <Glyph d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1" />}
      </span>
    </a>
  );
}

function MiniProgramCard({ message }: { message: ChatMessage }) {
  const { t } = useTranslation("chat-ui");
  const picture = safeUrl(message.media_url ?? message.picurl);
  return (
    <div className={styles.card}>
      <small className={styles.cardTop}>{message.appid}</small>
      <strong>{message.title}</strong>
      {picture ? <img className={styles.cover} src={picture} alt="" /> : <div className={styles.cover} />}
      <small className={styles.cardFoot}>
        <Glyph d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m3 6c0 3-6 3-6 6a1.8 1.8 0 1 0 3 0V9a1.8 1.8 0 1 1 3 0" size={14} />
        {t("miniprogram")}
      </small>
    </div>
  );
}

function Video({ message }: { message: ChatMessage }) {
  const { t } = useTranslation("chat-ui");
  const source = safeUrl(message.media_url ?? message.url);
  const label = message.title ?? t("video");
  if (!source) return <Missing label={label} />;
  // Material videos come without captions; the label says what the video is.
  return <video className={styles.picture} src={source} controls preload="metadata" aria-label={label} />; // oxlint-disable-line jsx-a11y/media-has-caption
}

function FileCard({ message }: { message: ChatMessage }) {
  const { t } = useTranslation("chat-ui");
  const label = message.title ?? message.text ?? t("file");
  return (
    <a className={styles.file} href={safeUrl(message.media_url ?? message.url)} download>
      <span>
        <strong>{label}</strong>
        <small>{t("file")}</small>
      </span>
      <Glyph d="M6 3h8l5 5v13H6zM14 3v5h5" size={34} />
    </a>
  );
}

function Glyph({ d, size = 24 }: { d: string; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
      <path d={d} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
