/** One code beside the list: its QR to download or try, who is on duty, what it does, how it fares. */
import { DownloadOutlined, EditOutlined, ExperimentOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Code } from "@siyu/shared/api";
import { dateTime, exact } from "@siyu/shared/format";

import { useMay } from "../../../app/session";
import { CopyButton } from "../../../parts/CopyButton";
import { DetailDrawer } from "../../../parts/DetailDrawer";
import { ErrorState } from "../../../parts/EmptyState";
import { LinkButton } from "../../../parts/LinkButton";
import type { Walk } from "../../../parts/table";
import { qrUrl, useCode } from "../codes";
import { PRINT_PX } from "./CodeActions";
import { CodePeople } from "./CodePeople";
import { CodeSettings } from "./CodeSettings";
import { HealthBadges } from "./HealthBadges";
import styles from "./List.module.css";

interface Props {
  id: string;
  row: Code | undefined;
  walk: Walk;
}

export function CodeDrawer({ id, row, walk }: Props) {
  const { t } = useTranslation("channel_codes");
  const fresh = useCode(id);
  const code = fresh.data ?? row;
  const mayWrite = useMay("codes.write");
  return (
    <DetailDrawer
      title={code?.name ?? t("drawer.title")}
      walk={walk}
      extra={
        mayWrite && (
          <LinkButton to={`/codes/${id}/edit`} icon={<EditOutlined />}>
            {t("act.edit")}
          </LinkButton>
        )
      }
    >
      {code ? (
        <div className={styles.sheet}>
          <div>
            <HealthBadges code={code} />
          </div>
          <Qr code={code} />
          <Figures code={code} />
          <CodePeople code={code} />
          <CodeSettings code={code} />
        </div>
      ) : fresh.error ? (
        <ErrorState error={fresh.error} onRetry={() => void fresh.refetch()} />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 8 }} />
      )}
    </DetailDrawer>
  );
}

function Qr({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  const [hasLogo, setLogo] = useState(true);
  if (!code.sync.config_id) return <Alert type={code.sync.state === "failed" ? "error" : "info"} showIcon title={t(`sync.${code.sync.state}_hint`)} />;
  const address = new URL(qrUrl(code, 400, hasLogo), location.origin).href;
  return (
    <div className={styles.qr}>
      <img src={qrUrl(code, 400, hasLogo)} alt={t("drawer.qr_of", { name: code.name })} width={200} height={200} />
      <div className={styles.qrSide}>
        <LinkButton type="primary" to={`/sandbox?code=${code.id}`} icon={<ExperimentOutlined />}>
          {t("drawer.scan_once")}
        </LinkButton>
        <Button href={qrUrl(code, PRINT_PX, hasLogo)} download={`${code.name}.png`} icon={<DownloadOutlined />}>
          {t("drawer.download", { px: PRINT_PX })}
        </Button>
        <span style={{ display: "flex", gap: 8, alignItems: "center" }}>
          <span className={styles.dim}>{t("drawer.link")}</span>
          <CopyButton value={address} label={t("drawer.link")} />
        </span>
        {code.logo_material_id && (
          <Checkbox checked={hasLogo} onChange={(event) => setLogo(event.target.checked)}>
            {t("drawer.with_logo")}
          </Checkbox>
        )}
        <small className={styles.dim}>{t("drawer.checked", { at: dateTime(code.sync.checked_at) })}</small>
      </div>
    </div>
  );
}

const FIGURES = ["scanned", "added", "lost", "retained", "net"] as const;

function Figures({ code }: { code: Code }) {
  const { t } = useTranslation("channel_codes");
  return (
    <section>
      <h2>
        {t("drawer.figures")} <Link to={`/codes/statistics?code_id=${code.id}`}>{t("drawer.all_figures")}</Link>
      </h2>
      <dl className={styles.figures}>
        {FIGURES.map((figure) => (
          <div key={figure}>
            <dt>{t(`figure.${figure}`)}</dt>
            <dd>{exact(code.total[figure])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
