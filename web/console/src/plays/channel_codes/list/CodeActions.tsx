/** What can be done to one code, at the end of its row. */
import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown, Space } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Code } from "@siyu/shared/api";

import { useMay } from "../../../app/session";
import { qrUrl } from "../codes";
import { PRINT, useCodeActs } from "./useCodeActs";

export const PRINT_PX = Math.round((PRINT.size_mm / 25.4) * PRINT.dpi);

export function CodeActions({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  const acts = useCodeActs();
  const mayWrite = useMay("codes.write");
  const statistics = <Link to={`/codes/statistics?code_id=${code.id}`}>{t("act.statistics")}</Link>;
  const png = (
    <a href={qrUrl(code, PRINT_PX)} download={`${code.name}.png`}>
      {t("act.download_png")}
    </a>
  );
  const isPaused = code.state === "paused";
  return (
    <Space size={12}>
      {mayWrite && <Link to={`/codes/${code.id}/edit`}>{t("act.edit")}</Link>}
      {!mayWrite && statistics}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...(mayWrite
              ? [
                  { key: "copy", label: t("act.copy"), onClick: () => void acts.copy(code.id) },
                  { key: "statistics", label: statistics },
                ]
              : []),
            { key: "png", label: png, disabled: !code.sync.config_id },
            ...(mayWrite
              ? [
                  {
                    key: "pause",
                    label: t(isPaused ? "act.resume" : "act.pause"),
                    onClick: () => void acts.patch([code.id], { state: isPaused ? "active" : "paused" }, isPaused ? "act.resumed" : "act.paused"),
                  },
                  { key: "delete", danger: true, label: t("act.delete"), onClick: () => void acts.remove(code.id, code.name) },
                ]
              : []),
          ],
        }}
      >
        <Button size="small" type="text" icon={<EllipsisOutlined />} aria-label={t("act.more", { name: code.name })} />
      </Dropdown>
    </Space>
  );
}
