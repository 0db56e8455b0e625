/** Where the setting behind a reason is changed, when its parameters name it. */
import type { Params } from "@siyu/shared/api";

export function settingLink(params: Params | null | undefined): string | null {
  const codeId = params?.code_id;
  return typeof codeId === "string" ? `/codes?open=${codeId}` : null;
}
