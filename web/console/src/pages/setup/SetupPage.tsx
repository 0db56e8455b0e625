/** Connecting a company to WeCom, step by step, each step checked live. */
import { ReloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Skeleton, Steps } from "antd";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { api, call, type Setup, type SetupStepKey } from "@siyu/shared/api";

import { useMay } from "../../app/session";
import { ErrorState } from "../../parts/EmptyState";
import { Page, Panel } from "../../parts/Page";
import { useWords } from "../../parts/words";
import { AppStep } from "./AppStep";
import { CallbackStep } from "./CallbackStep";
import { CheckList } from "./CheckList";
import { CorpStep } from "./CorpStep";
import { DoneStep } from "./DoneStep";
import { SETUP_KEY } from "./setupKey";
import styles from "./SetupPage.module.css";
import { StaffStep } from "./StaffStep";
import { TrustedIpStep } from "./TrustedIpStep";

export interface StepProps {
  setup: Setup;
  /** Goes to the next step that is not done yet. */
  onNext: () => void;
  mayWrite: boolean;
}

const STEPS: { key: SetupStepKey | "done"; Content: ComponentType<StepProps> }[] = [
  { key: "corp", Content: CorpStep },
  { key: "app", Content: AppStep },
  { key: "callback", Content: CallbackStep },
  { key: "trusted_ip", Content: TrustedIpStep },
  { key: "staff", Content: StaffStep },
  { key: "done", Content: DoneStep },
];

/** The first callback arrives while somebody watches for it. */
const LOOK_AGAIN_MS = 4_000;

export function Component() {
  const { t } = useTranslation("pages");
  const setup = useQuery({
    queryKey: SETUP_KEY,
    queryFn: () => call(api.GET("/api/setup")),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Page title={t("setup.title")} lead={t("setup.lead")} actions={setup.data?.corp && <CheckAgain />}>
      {setup.data ? (
        <Wizard setup={setup.data} />
      ) : setup.error ? (
        <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Page>
  );
}

function CheckAgain() {
  const { t } = useTranslation("pages");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const cache = useQueryClient();
  const check = useMutation({
    mutationFn: () => call(api.POST("/api/setup/checks")),
    onSuccess: () => cache.invalidateQueries({ queryKey: SETUP_KEY }),
    onError: (error) => void message.error(errorWords(error)),
  });
  return (
    <Button icon={<ReloadOutlined />} loading={check.isPending} onClick={() => check.mutate()}>
      {t("setup.check_again")}
    </Button>
  );
}

function Wizard({ setup }: { setup: Setup }) {
  const { t } = useTranslation("pages");
  const mayChange = useMay("corp.write");
  // Before the first company there are no roles yet; the server decides who may make one.
  const mayWrite = mayChange || setup.corp === null;
  const [params, setParams] = useSearchParams();
  const stateOf = new Map(setup.steps.map((step) => [step.key as string, step]));
  const isDone = (key: string) => stateOf.get(key)?.done === true;
  const firstOpen = STEPS.findIndex(({ key }) => !isDone(key));
  const asked = STEPS.findIndex(({ key }) => key === params.get("step"));
  const index = asked >= 0 ? asked : firstOpen;
  const step = STEPS[index] ?? STEPS[0];
  const go = (next: number) => setParams({ step: STEPS[next]?.key ?? "corp" });
  const onNext = () => go(STEPS.findIndex(({ key }, at) => at > index && !isDone(key)));
  const checks = stateOf.get(step?.key ?? "")?.checks ?? [];

  return (
    <div className={styles.wizard}>
      <Steps
        className={styles.steps}
        orientation="vertical"
        current={index}
        onChange={go}
        items={STEPS.map(({ key }, at) => ({
          title: t(`setup.${key}.title`),
          content: t(`setup.${key}.hint`),
          status: at === index ? "process" : isDone(key) ? "finish" : "wait",
        }))}
      />
      <Panel title={t(`setup.${step?.key}.title`)}>
        {step && <step.Content setup={setup} onNext={onNext} mayWrite={mayWrite} />}
        {checks.length > 0 && <CheckList checks={checks} />}
      </Panel>
    </div>
  );
}
