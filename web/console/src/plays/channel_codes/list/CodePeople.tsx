/** Everybody a code names: who is on duty now, how many they got today, and the switch that gives them a break. */
import { Switch, Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Code } from "@siyu/shared/api";
import { Avatar } from "@siyu/shared/chat-ui";

import { useMay } from "../../../app/session";
import { useStaffById } from "../../../parts/staff";
import { useDuty } from "../codes";
import { everyStaff } from "../editor/draft";
import styles from "./List.module.css";

export function CodePeople({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  const byId = useStaffById();
  const mayWrite = useMay("codes.write");
  const duty = useDuty();
  const now = new Map(code.on_duty_now.map((person) => [person.id, person]));
  return (
    <section>
      <h2>{t("drawer.people")}</h2>
      <ul className={styles.people}>
        {everyStaff(code).map((id) => {
          const person = byId.get(id);
          const name = person?.name ?? now.get(id)?.name ?? t("roster.unknown");
          const load = now.get(id);
          return (
            <li key={id}>
              <Avatar face={{ name, avatar: person?.avatar }} size={28} />
              <span className={styles.personName}>
                {name}{" "}
                {load ? (
                  <Tag color="success">
                    {load.cap === null ? t("duty.serving", { added: load.added_today }) : t("duty.serving_of", { added: load.added_today, cap: load.cap })}
                  </Tag>
                ) : (
                  <Tag>{t(code.staff.backup.includes(id) ? "duty.backup" : "duty.off_now")}</Tag>
                )}
              </span>
              {person && (
                <Switch
                  aria-label={t("duty.switch", { name })}
                  checked={person.on_duty}
                  disabled={!mayWrite}
                  loading={duty.isPending && duty.variables.staff_id === id}
                  checkedChildren={t("duty.on")}
                  unCheckedChildren={t("duty.resting")}
                  onChange={(on) => duty.mutate({ staff_id: id, on })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
