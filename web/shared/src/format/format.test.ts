import { afterEach, expect, test } from "vitest";

import { ago, compact, dateTime, duration, exact, money, rate, setFormatLanguage, timeSeconds } from ".";

afterEach(() => setFormatLanguage("zh-CN"));

test("a table cell keeps every digit and a card shortens it", () => {
  expect(exact(12480)).toBe("12,480");
  expect(compact(12480)).toBe("1.2万");
  expect(compact(123_456_789)).toBe("1.2亿");
  expect(compact(9_999)).toBe("9,999");
});

test("zero is shown as zero and nothing as a dash", () => {
  expect(exact(0)).toBe("0");
  expect(exact(null)).toBe("—");
  expect(rate(3, 0)).toBe("—");
});

test("a share has one decimal and fen become yuan", () => {
  expect(rate(1, 8)).toBe("12.5%");
  expect(money(123456)).toBe("¥1,234.56");
});

test("times are those of Shanghai whatever the machine's zone", () => {
  expect(dateTime("2026-11-21T18:05:09Z")).toBe("2026-11-22 02:05");
  expect(timeSeconds("2026-11-21T16:00:00Z")).toBe("00:00:00");
});

test("a duration takes the unit that reads best", () => {
  expect(duration(184)).toBe("184毫秒");
  setFormatLanguage("en-US");
  expect(duration(2400)).toBe("2.4 sec");
});

test("a moment long past is a date, a near one is relative", () => {
  const now = "2026-11-21T10:00:00Z";

  expect(ago("2026-11-21T07:00:00Z", now)).toBe("3小时前");
  expect(ago("2026-10-01T07:00:00Z", now)).toBe("2026-10-01");
});
