/** One place that turns numbers, rates, times and durations into words, in the reader's language. */

/** WeCom companies live in this zone; the console shows it whatever the laptop's clock is set to. */
export const TIME_ZONE = "Asia/Shanghai";
export const NO_DATA = "\u2014";

export type Language = "zh-CN" | "en-US";

let language: Language = "zh-CN";

export function setFormatLanguage(next: Language): void {
  language = next;
}

type Maybe<T> = T | null | undefined;

function isMissing(value: Maybe<number | string>): value is null | undefined {
  return value === null || value === undefined || value === "";
}

/** Exact, with thousands separators: for table cells. */
export function exact(value: Maybe<number>): string {
  return isMissing(value) ? NO_DATA : new Intl.NumberFormat(language).format(value);
}

/** Short form for cards and axes; never for table cells, where ten rows would read alike. */
export function compact(value: Maybe<number>): string {
  if (isMissing(value)) return NO_DATA;
  if (Math.abs(value) < 10_000) return exact(value);
  return new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A share as a percentage with one decimal; no denominator means no data. */
export function rate(part: Maybe<number>, whole: Maybe<number>): string {
  if (isMissing(part) || isMissing(whole) || whole === 0) return NO_DATA;
  return new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    part / whole,
  );
}

/** Money kept in fen, shown in yuan. */
export function money(fen: Maybe<number>): string {
  if (isMissing(fen)) return NO_DATA;
  return new Intl.NumberFormat(language, { style: "currency", currency: "CNY" }).format(fen / 100);
}

/** Milliseconds as a short duration: 184 ms, 2.4 s, 3.5 min. */
export function duration(milliseconds: Maybe<number>): string {
  if (isMissing(milliseconds)) return NO_DATA;
  const [value, unit] =
    milliseconds < 1000
      ? ([Math.round(milliseconds), "millisecond"] as const)
      : milliseconds < 60_000
        ? ([milliseconds / 1000, "second"] as const)
        : ([milliseconds / 60_000, "minute"] as const);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value);
}

type Moment = Maybe<string | number | Date>;

function shown(moment: Moment, options: Intl.DateTimeFormatOptions, locale: string = language): string {
  if (isMissing(moment as Maybe<string>)) return NO_DATA;
  return new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, hourCycle: "h23", ...options }).format(
    new Date(moment as string | number | Date),
  );
}

// The Swedish locale writes ISO order (2026-11-21 18:05), which Chinese and English readers both sort by eye.
const ISO_ORDER = "sv-SE";
const DAY = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;
const SECOND = { ...MINUTE, second: "2-digit" } as const;

export const date = (moment: Moment): string => shown(moment, DAY, ISO_ORDER);
export const dateTime = (moment: Moment): string => shown(moment, { ...DAY, ...MINUTE }, ISO_ORDER);
export const dateTimeSeconds = (moment: Moment): string => shown(moment, { ...DAY, ...SECOND }, ISO_ORDER);
export const time = (moment: Moment): string => shown(moment, MINUTE, ISO_ORDER);
export const timeSeconds = (moment: Moment): string => shown(moment, SECOND, ISO_ORDER);
export const weekday = (moment: Moment): string => shown(moment, { weekday: "short" });

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago, against a given present (the sandbox clock may differ from the wall); over 7 days shows the date. */
export function ago(moment: Moment, now: string | number | Date): string {
  if (isMissing(moment as Maybe<string>)) return NO_DATA;
  const seconds = (new Date(moment as string).getTime() - new Date(now).getTime()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return date(moment);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "second");
}
