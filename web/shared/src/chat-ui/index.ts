export { Avatar } from "./Avatar";
export { Bubble, safeUrl } from "./Bubble";
export { ChatList, type ChatSummary } from "./ChatList";
export { ChatView } from "./ChatView";
export { fillVariables } from "./fill";
export { CUSTOMER_NICKNAME, MESSAGE_VARIABLES, STAFF_NAME } from "./locales/variables";
export { PhoneFrame } from "./PhoneFrame";
export type { ChatMessage, Face, MessageType, Skin } from "./types";
