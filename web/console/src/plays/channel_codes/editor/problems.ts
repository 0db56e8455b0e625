/** Where a server's field error belongs: its step, and the nearest place on the page that can show it. */
import type { FieldError } from "@siyu/shared/api";

export const STEPS = ["basics", "staff", "labels", "welcome", "review"] as const;
export type StepKey = (typeof STEPS)[number];

const STEP_OF: Record<string, StepKey> = { staff: "staff", accept: "staff", labels: "labels", welcome: "welcome" };

export function stepOf(path: string): StepKey {
  return STEP_OF[path.split(".")[0] ?? ""] ?? "basics";
}

export function problemsIn(problems: FieldError[], step: StepKey): FieldError[] {
  return problems.filter((problem) => stepOf(problem.path) === step);
}

/** True for the place itself and everything inside it: `staff.roster` holds `staff.roster.0.from`. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`);
}

/** The most exact of the places that can show this path; undefined when none on the page can. */
export function placeOf(path: string, places: string[]): string | undefined {
  return places.filter((place) => isWithin(path, place)).sort((a, b) => b.length - a.length)[0];
}

/** A body the server cannot read names the kind of an attachment in its path; our fields do not. */
export function withPlainPath(problem: FieldError): FieldError {
  return { ...problem, path: problem.path.replace(/(attachments\.\d+)\.(image|video|file|link|miniprogram)(?=\.)/, "$1") };
}

/** The first problem in step order, for "scroll to first". */
export function firstProblem(problems: FieldError[]): FieldError | undefined {
  return [...problems].sort((a, b) => STEPS.indexOf(stepOf(a.path)) - STEPS.indexOf(stepOf(b.path)))[0];
}
