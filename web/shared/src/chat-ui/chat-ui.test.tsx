import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";

import { startI18n } from "../i18n";
import { Bubble, CUSTOMER_NICKNAME, fillVariables, safeUrl, STAFF_NAME, type ChatMessage } from ".";
import words from "./locales/zh-CN.json";

beforeAll(async () => {
  await startI18n(async () => ({ "chat-ui": words }));
});
afterEach(cleanup);

const message = (fields: Partial<ChatMessage>): ChatMessage => ({ id: "1", at: "2026-01-01T00:00:00Z", from: "adviser", type: "text", ...fields });

test("text that looks like markup is only text", () => {
  render(<Bubble isMine={false} message={message({ text: "<img src=x onerror=alert(1)>" })} />);

  expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeTruthy();
  expect(document.querySelector("img")).toBeNull();
});

test("a link never runs a script", () => {
  expect(safeUrl("javascript:alert(1)")).toBeUndefined();
  expect(safeUrl("data:text/html,<b>")).toBeUndefined();
  expect(safeUrl("https://tea.example.com/a")).toBe("https://tea.example.com/a");
});

test("a link card opens elsewhere and tells nothing about us", () => {
  render(<Bubble isMine={false} message={message({ type: "link", title: "Tea list", url: "https://tea.example.com/" })} />);

  const link = screen.getByRole("link", { name: /Tea list/ });

  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
});

test("an attachment without a picture says what it is", () => {
  render(<Bubble isMine={false} message={message({ type: "image" })} />);

  expect(screen.getByRole("img", { name: "图片" })).toBeTruthy();
});

test("every occurrence of a variable is filled, unknown ones stay", () => {
  const text = `${CUSTOMER_NICKNAME}, ${CUSTOMER_NICKNAME}! ${STAFF_NAME} {{other}}`;

  expect(fillVariables(text, { customer: "Lin", adviser: "Feng" })).toBe("Lin, Lin! Feng {{other}}");
});
