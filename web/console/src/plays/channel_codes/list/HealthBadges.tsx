/** What is wrong with a code: each ailment as a badge that tells the reason and leads to the cure. */
import { CheckCircleOutlined, ClockCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { App, Button, Popover, Space, Tag } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Code } from "@siyu/shared/api";
import { dateTime } from "@siyu/shared/format";

import { useMay } from "../../../app/session";
import { useWords } from "../../../parts/words";
import { useRecreate } from "../codes";
import styles from "./List.module.css";

/** Ailments that stop customers from being received are red; the rest are warnings. */
const SEVERE = new Set(["config_deleted", "nobody_on_duty", "sync_failed"]);
/** The step of the editor that cures it. */
const CURE_STEP: Record<string, string> = {
  staff_left: "staff",
  cap_reached: "staff",
  nobody_on_duty: "staff",
  sync_failed: "review",
};

type Shown = Pick<Code, "id" | "health" | "sync" | "state">;

export function HealthBadges({ code }: { code: Shown }) {
  const { t } = useTranslation("channel_codes");
  if (code.health.length > 0) {
    return (
      <Space size={[4, 4]} wrap>
        {code.health.map((ailment) => (
          <Ailment key={ailment.code} code={code} ailment={ailment} />
        ))}
      </Space>
    );
  }
  if (code.sync.state === "pending" || code.sync.state === "unknown") {
    return (
      <Tag icon={<ClockCircleOutlined />} color="processing">
        {t(`sync.${code.sync.state}`)}
      </Tag>
    );
  }
  return (
    <Tag icon={<CheckCircleOutlined />} color={code.state === "active" ? "success" : undefined}>
      {t(code.state === "active" ? "health.fine" : `state.${code.state}`)}
    </Tag>
  );
}

function Ailment({ code, ailment }: { code: Shown; ailment: Code["health"][number] }) {
  const { t } = useTranslation("channel_codes");
  const mayWrite = useMay("codes.write");
  const params = { ...ailment.params, checked_at: dateTime(code.sync.checked_at) };
  const name = t(`health.${ailment.code}.name`, { ...params, defaultValue: ailment.code });
  return (
    <Popover
      trigger="click"
      title={name}
      content={
        <div style={{ maxWidth: 300 }}>
          <p style={{ margin: "0 0 8px" }}>{reason(t, ailment)}</p>
          {!mayWrite ? null : ailment.code === "config_deleted" ? (
            <Recreate id={code.id} />
          ) : (
            <Link to={`/codes/${code.id}/edit?step=${CURE_STEP[ailment.code] ?? "basics"}`}>
              {t(`health.${ailment.code}.fix`, { ...params, defaultValue: t("health.fix") })}
            </Link>
          )}
        </div>
      }
    >
      <button type="button" className={styles.ailment} data-severe={SEVERE.has(ailment.code) || undefined}>
        <WarningOutlined /> {name}
      </button>
    </Popover>
  );
}

function Recreate({ id }: { id: string }) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const recreate = useRecreate();
  return (
    <Button
      type="primary"
      size="small"
      loading={recreate.isPending}
      onClick={() =>
        recreate.mutate(id, {
          onSuccess: () => void message.success(t("act.recreated")),
          onError: (error) => void message.error(errorWords(error)),
        })
      }
    >
      {t("health.config_deleted.fix")}
    </Button>
  );
}

/** Some ailments read differently by what is known: a cap of the code, or of some of its people. */
function reason(t: TFunction<"channel_codes">, { code, params }: Code["health"][number]): string {
  const variant = code === "cap_reached" && params.names ? "reason_staff" : "reason";
  return t(`health.${code}.${variant}`, { ...params, defaultValue: "" });
}
