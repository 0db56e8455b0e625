/** Opens the step of a problem, scrolls to its field and puts the cursor there. */
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";

import type { FieldError } from "@siyu/shared/api";

import { placeOf, stepOf } from "./problems";

export function useGoToProblem(): (problem: FieldError) => void {
  const [params, setParams] = useSearchParams();
  const [wanted, setWanted] = useState<FieldError | null>(null);
  const step = wanted && stepOf(wanted.path);
  const isThere = step === (params.get("step") ?? "basics");

  useEffect(() => {
    if (!wanted || !step) return;
    if (!isThere) {
      setParams((before) => new URLSearchParams([...[...before].filter(([key]) => key !== "step"), ["step", step]]));
      return;
    }
    // The step's fields, and the words of the error, are drawn by now.
    const frame = requestAnimationFrame(() => {
      reveal(wanted.path);
      setWanted(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, step, isThere, setParams]);
  return setWanted;
}

const FOCUSABLE = "input:not([type=file]), textarea, button, [tabindex='0']";

function reveal(path: string): void {
  const fields = [...document.querySelectorAll<HTMLElement>("[data-field]")];
  const place = placeOf(path, fields.map((field) => field.dataset.field ?? ""));
  const field = fields.find((each) => each.dataset.field === place);
  field?.scrollIntoView?.({ block: "center", behavior: "smooth" });
  field?.querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true });
}
