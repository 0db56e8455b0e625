/** Create and edit in steps: form on the left, preview on the right, a draft that saves itself, a guard on leaving. */
import { Alert, Button, Space, Steps } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { time } from "@siyu/shared/format";

import { LeaveGuard } from "./LeaveGuard";
import styles from "./StepWizard.module.css";
import type { Draft } from "./useDraft";

export interface WizardStep {
  key: string;
  title: string;
  content: ReactNode;
  /** Resolves to whether the next step may open; shows its own field errors. */
  validate?: () => boolean | Promise<boolean>;
}

interface Props<T> {
  steps: WizardStep[];
  draft: Draft<T>;
  /** Stays in view at the right: the phone preview. */
  side?: ReactNode;
  finishLabel: string;
  /** Saves; its failure is shown by the caller. Resolves to whether it was saved. */
  onFinish: () => Promise<boolean>;
  onSaved?: () => void;
}

export function StepWizard<T>({ steps, draft, side, finishLabel, onFinish, onSaved }: Props<T>) {
  const { t } = useTranslation("parts");
  const [index, go] = useStepInUrl(steps);
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  // Leaving must wait for the guard to be lifted, which takes a render.
  useEffect(() => {
    if (isDone) onSaved?.();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it becomes true
  }, [isDone]);
  const step = steps[index];
  const isLast = index === steps.length - 1;

  const advance = async () => {
    setBusy(true);
    try {
      if (step?.validate && !(await step.validate())) return;
      if (!isLast) return go(index + 1);
      if (!(await onFinish())) return;
      draft.forget();
      setDone(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.wizard}>
      <LeaveGuard isActive={draft.isDirty && !isDone} onDiscard={draft.discard} />
      <div className={styles.main}>
        <Steps
          size="small"
          current={index}
          onChange={(next) => next < index && go(next)}
          items={steps.map(({ title }, at) => ({ title, disabled: at > index }))}
        />
        {draft.wasRestored && (
          <Alert
            type="info"
            showIcon
            title={t("draft.restored")}
            action={
              <Button size="small" onClick={draft.discard}>
                {t("draft.discard")}
              </Button>
            }
          />
        )}
        <div className={styles.content}>{step?.content}</div>
        <div className={styles.foot}>
          <span className={styles.saved} role="status">
            {draft.savedAt && t("draft.saved", { time: time(draft.savedAt) })}
          </span>
          <Space>
            {index > 0 && <Button onClick={() => go(index - 1)}>{t("wizard.back")}</Button>}
            <Button type="primary" loading={isBusy} onClick={() => void advance()}>
              {isLast ? finishLabel : t("wizard.next")}
            </Button>
          </Space>
        </div>
      </div>
      {side && <aside className={styles.side}>{side}</aside>}
    </div>
  );
}

/** The step is part of the address, so reload and Back stay where the reader was. */
function useStepInUrl(steps: WizardStep[]): [number, (index: number) => void] {
  const [params, setParams] = useSearchParams();
  const at = steps.findIndex((step) => step.key === params.get("step"));
  const go = (index: number) => {
    const next = new URLSearchParams(params);
    next.set("step", steps[index]?.key ?? "");
    setParams(next);
  };
  return [Math.max(at, 0), go];
}
