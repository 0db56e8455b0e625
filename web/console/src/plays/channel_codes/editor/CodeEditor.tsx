/** The step editor of one code: basics, staff, labels, welcome, review; phone preview at the right. */
import { Alert, App, Form } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { api, ApiError, call, type Code, type CodeDraft } from "@siyu/shared/api";

import { StepWizard, type WizardStep } from "../../../parts/StepWizard";
import { useDraft } from "../../../parts/useDraft";
import { useWords } from "../../../parts/words";
import { useRefreshCodes } from "../codes";
import { Problems } from "../fields/Field";
import { draftOf, emptyDraft, toSend } from "./draft";
import { Preview } from "./Preview";
import { firstProblem, STEPS, withPlainPath, type StepKey } from "./problems";
import { BasicsStep } from "./steps/BasicsStep";
import { LabelsStep } from "./steps/LabelsStep";
import { ReviewStep } from "./steps/ReviewStep";
import { StaffStep } from "./steps/StaffStep";
import type { StepProps } from "./steps/step";
import { WelcomeStep } from "./steps/WelcomeStep";
import { useCheck } from "./useCheck";
import { useGoToProblem } from "./useGoToProblem";

interface Props {
  /** The stored code; absent when making a new one from `start`. */
  code?: Code;
  start?: CodeDraft;
}

const CONTENT: Record<Exclude<StepKey, "review">, (props: StepProps) => ReactNode> = {
  basics: BasicsStep,
  staff: StaffStep,
  labels: LabelsStep,
  welcome: WelcomeStep,
};

export function CodeEditor({ code, start = emptyDraft() }: Props) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const navigate = useNavigate();
  const draft = useDraft<CodeDraft>(code ? `codes.${code.id}` : `codes.new.${start.kind}`, code ? draftOf(code) : start);
  const check = useCheck(draft.value);
  const saving = useSave(code);
  const goTo = useGoToProblem();
  // Which of the messages the phone shows; the composer in use decides.
  const [shown, show] = useState("general");
  const [saved, setSaved] = useState<Code[]>([]);

  const validate = async (step: StepKey): Promise<boolean> => {
    try {
      const first = firstProblem(await check.examine(step));
      if (first) goTo(first);
      return !first;
    } catch (error) {
      void message.error(errorWords(error));
      return false;
    }
  };
  const publish = async (): Promise<boolean> => {
    try {
      setSaved(await saving.save(toSend(draft.value)));
      return true;
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields.map(withPlainPath) : [];
      const first = firstProblem(fields);
      if (first) {
        check.refuse(fields);
        goTo(first);
      } else if (!saving.isConflict(error)) void message.error(errorWords(error));
      return false;
    }
  };
  const leave = () => {
    void message.success(t(saved.length > 1 ? "editor.made_batch" : code ? "editor.saved" : "editor.made", { count: saved.length }));
    void navigate(saved.length === 1 ? `/codes?open=${saved[0]?.id}` : "/codes");
  };
  const props = { draft: draft.value, change: draft.change, isNew: !code, check: check.result, shown, show };
  const steps: WizardStep[] = STEPS.map((key) => {
    const Content = key === "review" ? null : CONTENT[key];
    const before = saving.base ? draftOf(saving.base) : emptyDraft(draft.value.folder_id);
    const content = Content ? <Content {...props} /> : <ReviewStep {...props} before={before} problems={check.shown} onProblem={goTo} />;
    return { key, title: t(`step.${key}`), content, validate: () => validate(key) };
  });

  return (
    <Problems value={check.shown}>
      <Form layout="vertical" component={false}>
        {saving.hasConflict && <Alert type="warning" showIcon title={t("editor.conflict")} style={{ marginBottom: 16 }} />}
        <StepWizard
          steps={steps}
          draft={draft}
          side={<Preview draft={draft.value} shown={shown} onDuty={check.result?.on_duty_now ?? []} />}
          finishLabel={t(code ? "editor.publish_changes" : "editor.publish")}
          onFinish={publish}
          onSaved={leave}
        />
      </Form>
    </Problems>
  );
}

/** Saves against the version the reader has seen; after a conflict, against the one that got in first. */
function useSave(code: Code | undefined) {
  const refresh = useRefreshCodes();
  const [latest, setLatest] = useState<Code | null>(null);
  const base = latest ?? code;
  const isConflict = (error: unknown) => error instanceof ApiError && error.status === 409;

  const save = async (body: CodeDraft): Promise<Code[]> => {
    if (!base) {
      const made = await call(api.POST("/api/codes", { body }));
      await refresh();
      return "items" in made ? made.items : [made];
    }
    const path = { code_id: base.id };
    try {
      const stored = await call(api.PUT("/api/codes/{code_id}", { params: { path }, body: { ...body, version: base.version } }));
      await refresh();
      return [stored];
    } catch (error) {
      if (isConflict(error)) setLatest(await call(api.GET("/api/codes/{code_id}", { params: { path } })));
      throw error;
    }
  };
  return { base, save, isConflict, hasConflict: latest !== null };
}
