/** Whether customer and adviser are still friends, and who ended it. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { RelationState as State } from "@siyu/shared/api";

const COLOURS: Record<State, string> = { following: "success", lost_by_customer: "error", lost_by_staff: "warning", lost: "error" };

export function RelationState({ state }: { state: State }) {
  const { t } = useTranslation("customers");
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}
