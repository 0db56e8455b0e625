/** A short row of faces with names; the rest as a number with the names on hover. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import type { OnDuty } from "@siyu/shared/api";
import { Avatar } from "@siyu/shared/chat-ui";

import styles from "./StaffFaces.module.css";

interface Props {
  staff: OnDuty[];
  max?: number;
}

export function StaffFaces({ staff, max = 3 }: Props) {
  const { t } = useTranslation("channel_codes");
  const rest = staff.slice(max);
  const label = ({ name, added_today, cap }: OnDuty) =>
    cap === null ? t("duty.load", { name, added: added_today }) : t("duty.load_of", { name, added: added_today, cap });
  return (
    <span className={styles.faces}>
      {staff.slice(0, max).map((person) => (
        <Tooltip key={person.id} title={label(person)}>
          <span className={styles.face}>
            <Avatar face={person} size={22} />
            <span className={styles.name}>{person.name}</span>
          </span>
        </Tooltip>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.map(label).join(t("list_separator"))}>
          <button type="button" className={styles.rest} aria-label={rest.map(label).join(t("list_separator"))}>
            {`+${rest.length}`}
          </button>
        </Tooltip>
      )}
    </span>
  );
}
