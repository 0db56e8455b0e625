/** The named spans of days, counted in Shanghai days with weeks that begin on Monday. */
export interface DateSpan {
  /** First day, YYYY-MM-DD. */
  from: string;
  /** Last day, included. */
  to: string;
}

export const SPANS = ["today", "yesterday", "last7", "last30", "this_week", "last_week", "this_month", "last_month"] as const;
export type SpanName = (typeof SPANS)[number];

const DAY_MS = 86_400_000;

// Days are counted at UTC midnight, where no clock change can make one longer than another.
const parse = (day: string): Date => new Date(`${day}T00:00:00Z`);
const print = (day: Date): string => day.toISOString().slice(0, 10);
const plus = (day: string, days: number): string => print(new Date(parse(day).getTime() + days * DAY_MS));
const monday = (day: string): string => plus(day, -((parse(day).getUTCDay() + 6) % 7));
const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

/** The span of that name as seen on the day `today` (YYYY-MM-DD). */
export function spanOf(name: SpanName, today: string): DateSpan {
  switch (name) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: plus(today, -1), to: plus(today, -1) };
    case "last7":
      return { from: plus(today, -6), to: today };
    case "last30":
      return { from: plus(today, -29), to: today };
    case "this_week":
      return { from: monday(today), to: today };
    case "last_week":
      return { from: plus(monday(today), -7), to: plus(monday(today), -1) };
    case "this_month":
      return { from: monthStart(today), to: today };
    case "last_month": {
      const to = plus(monthStart(today), -1);
      return { from: monthStart(to), to };
    }
  }
}

export function presetOf(span: DateSpan, today: string): SpanName | undefined {
  return SPANS.find((name) => {
    const { from, to } = spanOf(name, today);
    return from === span.from && to === span.to;
  });
}
