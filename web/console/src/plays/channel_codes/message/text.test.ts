import { expect, test } from "vitest";

import { CUSTOMER_NICKNAME } from "@siyu/shared/chat-ui";

import { insertAt, longestBytes, pieces, unknownVariables, utf8Bytes } from "./text";

test("a Chinese character counts three bytes, an emoji four, a letter one", () => {
  expect(utf8Bytes("\u8336")).toBe(3);
  expect(utf8Bytes("\ud83c\udf75")).toBe(4);
  expect(utf8Bytes("tea\n")).toBe(4);
});

test("known names become variables and anything else in braces is told apart", () => {
  expect(pieces(`Hi ${CUSTOMER_NICKNAME}, {{phone}}!`)).toEqual([
    { kind: "text", value: "Hi " },
    { kind: "variable", value: CUSTOMER_NICKNAME.slice(2, -2) },
    { kind: "text", value: ", " },
    { kind: "unknown", value: "phone" },
    { kind: "text", value: "!" },
  ]);
  expect(unknownVariables("{{a}} {{b}} {{a}}")).toEqual(["a", "b"]);
});

test("a variable counts as the longest name it may become, whatever the space in its braces", () => {
  expect(longestBytes(`Hi ${CUSTOMER_NICKNAME}`)).toBe(3 + 96);
  expect(longestBytes(CUSTOMER_NICKNAME.replace("{{", "{{ "))).toBe(96);
  expect(longestBytes("{{x}}")).toBe(5);
});

test("a variable replaces the selection and the caret stands behind it", () => {
  expect(insertAt("hello you", "{{x}}", 6, 9)).toEqual({ text: "hello {{x}}", caret: 11 });
});
