/** Who would receive a customer who scanned at this moment. */
import { useTranslation } from "react-i18next";

import type { OnDuty } from "@siyu/shared/api";

import { StaffFaces } from "../StaffFaces";
import styles from "./Editor.module.css";

export function OnDutyNow({ staff }: { staff: OnDuty[] | undefined }) {
  const { t } = useTranslation("channel_codes");
  if (!staff) return null;
  return (
    <p className={styles.duty} data-nobody={staff.length === 0 || undefined} role="status">
      {staff.length === 0 ? (
        t("duty.nobody_now")
      ) : (
        <>
          {t("duty.now")} <StaffFaces staff={staff} />
        </>
      )}
    </p>
  );
}
