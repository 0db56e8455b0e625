/** The last look before publishing: what is wrong, what it amounts to, and what changes. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Empty } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft, FieldError, Params } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { useProblemWording } from "../../fields/Field";
import { changes, type SettingPath } from "../diff";
import { toSend } from "../draft";
import styles from "../Editor.module.css";
import { OnDutyNow } from "../OnDutyNow";
import { stepOf } from "../problems";
import { useDescribe } from "../useDescribe";
import type { StepProps } from "./step";

interface Props extends StepProps {
  before: CodeDraft;
  problems: FieldError[];
  onProblem: (problem: FieldError) => void;
}

export function ReviewStep({ draft, before, isNew, check, problems, onProblem }: Props) {
  const { t } = useTranslation("channel_codes");
  const all = problems.length > 0 ? problems : (check?.fields ?? []);
  return (
    <div className={styles.form}>
      {all.length > 0 ? (
        <ProblemList problems={all} onProblem={onProblem} />
      ) : (
        check && <Alert type="success" showIcon icon={<CheckCircleOutlined />} title={t("review.ready")} style={{ marginBottom: 16 }} />
      )}
      <OnDutyNow staff={check?.on_duty_now} />
      {check && <Facts facts={check.summary} />}
      <Changes before={before} after={toSend(draft)} isNew={isNew} />
    </div>
  );
}

function ProblemList({ problems, onProblem }: Pick<Props, "problems" | "onProblem">) {
  const { t } = useTranslation("channel_codes");
  const problemWords = useProblemWording();
  return (
    <Alert
      type="error"
      showIcon
      title={t("review.problems", { count: problems.length })}
      style={{ marginBottom: 16 }}
      description={
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {problems.map((problem) => (
            <li key={`${problem.path} ${problem.code}`}>
              {t(`step.${stepOf(problem.path)}`)}: {problemWords(problem)}
              <Button size="small" type="link" onClick={() => onProblem(problem)}>
                {t("review.go")}
              </Button>
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** What the server counted and which limits apply; a figure we have no word for is left to the server's log. */
function Facts({ facts }: { facts: Params }) {
  const { t, i18n } = useTranslation("channel_codes");
  const known = Object.entries(facts).filter(([key]) => i18n.exists(`channel_codes:fact.${key}`));
  if (known.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {known.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`fact.${key}`)}</dt>
          <dd>{typeof value === "number" ? exact(value) : value === null ? t("review.unlimited") : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Changes({ before, after, isNew }: { before: CodeDraft; after: CodeDraft; isNew: boolean }) {
  const { t } = useTranslation("channel_codes");
  const describe = useDescribe();
  const changed = changes(before, after);
  if (changed.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("review.unchanged")} />;
  return (
    <table className={styles.changes}>
      <caption className="sy-visually-hidden">{t("review.changes")}</caption>
      <thead>
        <tr>
          <th scope="col" style={{ width: 148 }}>
            {t("review.setting")}
          </th>
          {!isNew && <th scope="col">{t("review.before")}</th>}
          <th scope="col">{t(isNew ? "review.value" : "review.after")}</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ path, before: old, after: now }) => (
          <tr key={path}>
            <th scope="row">{settingName(t, path)}</th>
            {!isNew && <td data-old>{describe(path, old)}</td>}
            <td>{describe(path, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const settingName = (t: (key: string) => string, path: SettingPath): string => t(`setting.${path}`);
