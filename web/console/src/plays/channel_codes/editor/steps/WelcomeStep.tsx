/** What a new customer is told, at other hours or on special dates too, and who gets no welcome. */
import { Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";

import { Field } from "../../fields/Field";
import { MessageComposer } from "../../message/MessageComposer";
import { EMPTY_MESSAGE } from "../draft";
import styles from "../Editor.module.css";
import { SpecialPeriods, WeeklyPeriods } from "../WelcomePeriods";
import type { StepProps } from "./step";

export function WelcomeStep({ draft, change, shown, show }: StepProps) {
  const { t } = useTranslation("channel_codes");
  const { welcome } = draft;
  const patch = (next: Partial<CodeDraft["welcome"]>) => change({ welcome: { ...welcome, ...next } });
  return (
    <div className={styles.form}>
      <Field path="welcome.mode" label={t("setting.welcome.mode")} hint={t(`welcome.hint_${welcome.mode}`)}>
        {(aria) => (
          <Radio.Group
            {...aria}
            value={welcome.mode}
            onChange={(event) => patch({ mode: event.target.value })}
            options={(["code", "staff_default", "none"] as const).map((mode) => ({ value: mode, label: t(`welcome_mode.${mode}`) }))}
          />
        )}
      </Field>
      {welcome.mode === "code" && (
        <>
          <div onFocus={() => show("general")}>
            <MessageComposer
              path="welcome.general"
              label={t("setting.welcome.general")}
              value={welcome.general ?? EMPTY_MESSAGE}
              onChange={(general) => patch({ general })}
            />
          </div>
          <h2 className={styles.section} style={{ marginTop: 20 }}>
            {t("welcome.periods")}
          </h2>
          <p className={styles.caption} style={{ textAlign: "left", marginBottom: 12 }}>
            {t("welcome.order")}
          </p>
          <WeeklyPeriods periods={welcome.weekly} onChange={(weekly) => patch({ weekly })} shown={shown} show={show} />
          <SpecialPeriods periods={welcome.special} onChange={(special) => patch({ special })} shown={shown} show={show} />
          <h2 className={styles.section}>{t("welcome.blocking")}</h2>
          <Field path="welcome.nickname_block" label={t("setting.welcome.nickname_block")} hint={t("welcome.block_hint")}>
            {({ id }) => (
              <Select
                id={id}
                mode="tags"
                value={welcome.nickname_block}
                placeholder={t("welcome.block_placeholder")}
                tokenSeparators={[",", " ", "\n"]}
                onChange={(words: string[]) => patch({ nickname_block: words })}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}
