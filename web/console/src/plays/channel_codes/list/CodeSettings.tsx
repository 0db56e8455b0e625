/** What a code does, in words, with its welcome as the customer sees it. */
import { useTranslation } from "react-i18next";

import type { Code } from "@siyu/shared/api";
import { ChatView, PhoneFrame } from "@siyu/shared/chat-ui";
import { dateTime } from "@siyu/shared/format";

import { asChat } from "../../../parts/PhonePreview";
import { settingAt, type SettingPath } from "../editor/diff";
import { useDescribe } from "../editor/useDescribe";
import styles from "./List.module.css";

const SHOWN: SettingPath[] = [
  "kind",
  "folder_id",
  "remark",
  "staff.roster",
  "staff.special",
  "staff.rotation",
  "staff.code_daily_cap",
  "accept.mode",
  "labels.tag_ids",
  "labels.remark_prefix",
  "labels.remark_suffix",
  "labels.description",
  "welcome.mode",
];

export function CodeSettings({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  const describe = useDescribe();
  const set = SHOWN.filter((path) => !isUnset(settingAt(code, path)));
  const names = { customer: t("labels.sample_name"), adviser: code.on_duty_now[0]?.name ?? t("drawer.adviser") };
  const { general } = code.welcome;
  return (
    <section>
      <h2>{t("drawer.settings")}</h2>
      <dl className={styles.rows}>
        {set.map((path) => (
          <Row key={path} name={t(`setting.${path}`)} value={describe(path, settingAt(code, path))} />
        ))}
        <Row name={t("column.updated_at")} value={dateTime(code.updated_at)} />
      </dl>
      {code.welcome.mode === "code" && general && (
        <>
          <h2 style={{ marginTop: 16 }}>{t("setting.welcome.general")}</h2>
          <div className={styles.phone}>
            <PhoneFrame label={t("setting.welcome.general")} title={names.adviser}>
              <ChatView
                messages={asChat(general, names)}
                me="customer"
                faces={{ customer: { name: names.customer }, adviser: { name: names.adviser, avatar: code.on_duty_now[0]?.avatar } }}
              />
            </PhoneFrame>
          </div>
        </>
      )}
    </section>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function isUnset(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
