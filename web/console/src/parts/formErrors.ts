/** Puts a refusal's field errors beside the fields they are about. */
import type { FormInstance } from "antd";

import { ApiError } from "@siyu/shared/api";

import { useWords } from "./words";

/** Returns a function that marks the form's fields and answers with words for what belongs to no field, if anything. */
export function useFormErrors<T extends object>(form: FormInstance<T>) {
  const { word, errorWords } = useWords();
  return (error: unknown): string | null => {
    const fields = error instanceof ApiError ? error.fields : [];
    if (fields.length === 0) return errorWords(error);
    form.setFields(
      fields.map(({ path, code, message }) => ({
        // The server's dotted path is the form's path; antd wants numbers for list positions.
        name: path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part)) as never,
        errors: [word("errors", code, {}, message)],
      })),
    );
    form.scrollToField(fields[0]?.path.split(".") as never, { block: "center" });
    return null;
  };
}
