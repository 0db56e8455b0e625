import type { CodeCheck, CodeDraft } from "@siyu/shared/api";

/** What every step of the editor is given. */
export interface StepProps {
  draft: CodeDraft;
  change: (patch: Partial<CodeDraft>) => void;
  isNew: boolean;
  /** The server's latest view of the draft. */
  check: CodeCheck | undefined;
  /** Which message the phone shows: `general`, `weekly.0`, `special.1`. */
  shown: string;
  show: (message: string) => void;
}
