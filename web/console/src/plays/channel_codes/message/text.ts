/** Welcome text as WeCom counts it, and the variables in it. */
import { MESSAGE_VARIABLES } from "@siyu/shared/chat-ui";

/** Limits of `send_welcome_msg`, in UTF-8 bytes, and of one message's attachments. */
export const LIMITS = {
  textBytes: 4000,
  attachments: 9,
  linkTitleBytes: 128,
  linkDescBytes: 512,
  urlBytes: 2048,
  miniprogramTitleBytes: 64,
} as const;

/** A variable may grow to 32 characters of three bytes; the server counts it so. */
const LONGEST_NAME_BYTES = 96;
const known = new Set(MESSAGE_VARIABLES.map((variable) => variable.slice(2, -2)));
const encoder = new TextEncoder();

export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}

export interface Piece {
  kind: "text" | "variable" | "unknown";
  /** Literal text, or the name between the braces. */
  value: string;
}

/** Cuts a text at its `{{name}}` places; a name outside the allow-list is `unknown` and refused by the server. */
export function pieces(text: string): Piece[] {
  return text
    .split(/(\{\{[^{}]*\}\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const name = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(part)?.[1];
      if (name === undefined) return { kind: "text", value: part };
      return { kind: known.has(name) ? "variable" : "unknown", value: name };
    });
}

/** Bytes of a text with its variables at their longest, which is what must stay within the limit. */
export function longestBytes(text: string): number {
  return pieces(text).reduce((sum, { kind, value }) => {
    if (kind === "variable") return sum + LONGEST_NAME_BYTES;
    return sum + utf8Bytes(kind === "unknown" ? `{{${value}}}` : value);
  }, 0);
}

export function unknownVariables(text: string): string[] {
  return [...new Set(pieces(text).filter((piece) => piece.kind === "unknown").map((piece) => piece.value))];
}

/** Puts a word into a text in place of the selection; returns the text and where the caret belongs. */
export function insertAt(text: string, word: string, start: number, end: number): { text: string; caret: number } {
  return { text: text.slice(0, start) + word + text.slice(end), caret: start + word.length };
}
