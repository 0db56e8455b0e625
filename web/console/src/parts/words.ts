/** Words for the stable codes the server sends: errors, reasons and titles of what happened. */
import { useTranslation } from "react-i18next";

import { ApiError, type Params } from "@siyu/shared/api";

import { features } from "../app/features";

export type CodeKind = "errors" | "reasons" | "titles";

/**
 * `word(kind, code, params, fallback)`: looked up in `words/<kind>`, then in each feature's own `<kind>` section.
 * A `change_type` or `ended_by` among the params picks more exact words (`<code>_<change_type>`) where there are some.
 */
export function useWords() {
  const { t } = useTranslation();
  const word = (kind: CodeKind, code: string, params: Params = {}, fallback: string = code): string => {
    const places = [`${kind}:${code}`, ...features.map((feature) => `${feature.key}:${kind}.${code}`)];
    return t(places, { ...params, context: params.change_type ?? params.ended_by, defaultValue: fallback });
  };
  const errorWords = (error: unknown): string =>
    error instanceof ApiError ? word("errors", error.code, error.params, error.message) : String(error);
  return { word, errorWords };
}
