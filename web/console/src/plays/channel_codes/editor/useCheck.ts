/** Keeps asking the server what is wrong with the draft while it is edited; never saves anything. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { CodeDraft, FieldError } from "@siyu/shared/api";

import { checkDraft } from "../codes";
import { toSend } from "./draft";
import { problemsIn, STEPS, stepOf, type StepKey } from "./problems";

const SETTLE_MS = 600;

export function useCheck(draft: CodeDraft) {
  const cache = useQueryClient();
  const settled = useSettled(JSON.stringify(toSend(draft)));
  const query = useQuery({
    queryKey: ["code-check", settled],
    queryFn: () => checkDraft(JSON.parse(settled) as CodeDraft),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  // Problems of a step are told once the reader tried to leave it; before that they are only unfinished.
  const [revealed, setRevealed] = useState<ReadonlySet<StepKey>>(new Set());
  // What saving refused holds until the draft is changed.
  const [refused, setRefused] = useState<{ of: string; fields: FieldError[] }>({ of: "", fields: [] });

  /** Resolves to the step's problems, freshly asked for; `review` asks for those of every step. */
  const examine = async (step: StepKey): Promise<FieldError[]> => {
    const body = toSend(draft);
    const { fields } = await cache.fetchQuery({
      queryKey: ["code-check", JSON.stringify(body)],
      queryFn: () => checkDraft(body),
      staleTime: 30_000,
    });
    setRevealed((before) => new Set([...before, ...(step === "review" ? STEPS : [step])]));
    return step === "review" ? fields : problemsIn(fields, step);
  };
  const problems = [...(query.data?.fields ?? []), ...(refused.of === settled ? refused.fields : [])];
  return {
    result: query.data,
    error: query.error,
    shown: problems.filter((problem) => revealed.has(stepOf(problem.path))),
    examine,
    /** Problems that only saving brought to light. */
    refuse: (fields: FieldError[]) => {
      setRevealed(new Set(STEPS));
      setRefused({ of: settled, fields });
    },
  };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
