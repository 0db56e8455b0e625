/** A labelled place of the form that shows the server's problems about its path. */
import { Form } from "antd";
import { createContext, useContext, useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { FieldError } from "@siyu/shared/api";

import { useWords } from "../../../parts/words";
import { isWithin } from "../editor/problems";

export const Problems = createContext<FieldError[]>([]);

export interface ControlAria {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

interface Props {
  /** Dotted path in the body sent to the server. */
  path: string;
  label?: ReactNode;
  hint?: ReactNode;
  isRequired?: boolean;
  /** False when inner fields show their own problems; then only those about exactly this path appear here. */
  isDeep?: boolean;
  children: (aria: ControlAria) => ReactNode;
}

export function Field({ path, label, hint, isRequired, isDeep = true, children }: Props) {
  const id = useId();
  const words = useProblemWords(path, isDeep);
  const hasProblem = words.length > 0;
  return (
    <div data-field={path}>
      <Form.Item
        label={label}
        htmlFor={id}
        required={isRequired}
        extra={hint}
        validateStatus={hasProblem ? "error" : undefined}
        help={
          hasProblem && (
            <span id={`${id}-help`} role="alert">
              {words.join(" ")}
            </span>
          )
        }
      >
        {children({ id, ...(hasProblem && { "aria-describedby": `${id}-help`, "aria-invalid": true }) })}
      </Form.Item>
    </div>
  );
}

/** Problems of a place without a label of its own, such as a row of a list. */
export function FieldProblems({ path, isDeep = true }: Pick<Props, "path" | "isDeep">) {
  const words = useProblemWords(path, isDeep);
  if (words.length === 0) return null;
  return (
    <p className="ant-form-item-explain-error" role="alert" style={{ margin: "4px 0 0", color: "var(--sy-error)" }}>
      {words.join(" ")}
    </p>
  );
}

function useProblemWords(path: string, isDeep: boolean): string[] {
  const problemWords = useProblemWording();
  const problems = useContext(Problems).filter((problem) => (isDeep ? isWithin(problem.path, path) : problem.path === path));
  return [...new Set(problems.map(problemWords))];
}

/** The server explains in Chinese and names what it means; other languages get the words of the code. */
export function useProblemWording(): (problem: FieldError) => string {
  const { word } = useWords();
  const { i18n } = useTranslation();
  const { t } = useTranslation("channel_codes");
  return ({ code, message }) => {
    // Codes of ours have a dot; one without comes from a body that could not even be read.
    const isOurs = code.includes(".");
    return isOurs && i18n.language === "zh-CN" ? message : word("errors", code, {}, isOurs ? message : t("field.unreadable"));
  };
}
