/** Whether friend requests are accepted without the adviser: always, never, or in windows of the week. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Radio } from "antd";
import { useTranslation } from "react-i18next";

import type { CodeDraft } from "@siyu/shared/api";

import { Field, FieldProblems } from "../fields/Field";
import { WeeklyFields } from "../fields/WindowFields";
import rosterStyles from "../roster/RosterEditor.module.css";
import styles from "./Editor.module.css";

type Accept = CodeDraft["accept"];

interface Props {
  accept: Accept;
  onChange: (accept: Accept) => void;
}

export function AcceptFields({ accept, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const write = (windows: Accept["windows"]) => onChange({ ...accept, windows });
  return (
    <>
      <h2 className={styles.section}>{t("accept.title")}</h2>
      <Field path="accept.mode" label={t("setting.accept.mode")} hint={t(`accept.hint_${accept.mode}`)}>
        {(aria) => (
          <Radio.Group
            {...aria}
            value={accept.mode}
            onChange={(event) => onChange({ ...accept, mode: event.target.value })}
            options={(["always", "windows", "never"] as const).map((mode) => ({ value: mode, label: t(`accept_mode.${mode}`) }))}
          />
        )}
      </Field>
      {accept.mode === "windows" && (
        <Field path="accept.windows" isDeep={false}>
          {({ id }) => (
            <>
              <ul className={rosterStyles.slots} aria-label={t("setting.accept.windows")} style={{ marginBottom: 8 }}>
                {accept.windows.map((window, index) => (
                  <li key={index} className={rosterStyles.slot} data-field={`accept.windows.${index}`}>
                    <div className={rosterStyles.slotTop}>
                      <WeeklyFields
                        value={window}
                        onChange={(patch) => write(accept.windows.map((other, at) => (at === index ? { ...other, ...patch } : other)))}
                      />
                      <Button
                        type="text"
                        icon={<DeleteOutlined />}
                        aria-label={t("accept.delete", { number: index + 1 })}
                        onClick={() => write(accept.windows.filter((_, at) => at !== index))}
                      />
                    </div>
                    <FieldProblems path={`accept.windows.${index}`} />
                  </li>
                ))}
              </ul>
              <Button
                id={id}
                type="dashed"
                block
                icon={<PlusOutlined />}
                onClick={() => write([...accept.windows, { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "20:00", to: "09:00" }])}
              >
                {t("accept.add")}
              </Button>
            </>
          )}
        </Field>
      )}
    </>
  );
}
