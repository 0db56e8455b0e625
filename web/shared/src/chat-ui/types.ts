/** What a chat is made of; the sandbox, the previews and the archive all show these. */
export type MessageType = "text" | "image" | "link" | "miniprogram" | "video" | "file";

export interface ChatMessage {
  id: string;
  /** ISO-8601, UTC. */
  at: string;
  from: "customer" | "adviser" | "system";
  type: MessageType;
  text?: string;
  title?: string;
  desc?: string;
  url?: string;
  picurl?: string;
  media_url?: string;
  appid?: string;
  page?: string;
  via?: "person" | "welcome";
}

export interface Face {
  name: string;
  avatar?: string | null;
}

/** How the phone itself looks; independent of the page's theme, as a real phone's is. */
export type Skin = "light" | "dark";
