/** All channel codes: folders at the left, the list with who is on duty and what is wrong, one code in the drawer. */
import { BarChartOutlined, DownOutlined, ExperimentOutlined, MessageOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { api, call, type Code } from "@siyu/shared/api";

import { useMay } from "../../../app/session";
import { NeverCreated } from "../../../parts/EmptyState";
import { LinkButton } from "../../../parts/LinkButton";
import { Page } from "../../../parts/Page";
import { QueryTable, type TableQuery } from "../../../parts/table";
import { CODES_KEY } from "../codes";
import { BatchActions } from "./BatchActions";
import { CodeDrawer } from "./CodeDrawer";
import { FolderNav } from "./FolderNav";
import styles from "./List.module.css";
import { useCodeColumns } from "./useCodeColumns";
import { useCodeFilters } from "./useCodeFilters";

const REFRESH_MS = 30_000;

export function Component() {
  const { t } = useTranslation("channel_codes");
  const [params] = useSearchParams();
  const folderId = params.get("folder_id") ?? undefined;
  const mayWrite = useMay("codes.write");
  const load = ({ filters, ...query }: TableQuery) =>
    call(api.GET("/api/codes", { params: { query: { ...query, ...filters, folder_id: folderId } } }));

  return (
    <Page
      title={t("list.title")}
      lead={t("list.lead")}
      isWide
      actions={
        <>
          <LinkButton to="/codes/default-welcome" icon={<MessageOutlined />}>
            {t("standard.title")}
          </LinkButton>
          <LinkButton to="/codes/statistics" icon={<BarChartOutlined />}>
            {t("stats.title")}
          </LinkButton>
        </>
      }
    >
      <div className={styles.layout}>
        <FolderNav />
        <QueryTable<Code>
          name="codes"
          label={t("list.title")}
          columns={useCodeColumns()}
          rowKey={(code) => code.id}
          rowLabel={(code) => code.name}
          queryKey={[...CODES_KEY, "list", folderId]}
          load={load}
          filters={useCodeFilters()}
          create={mayWrite && <NewCode folderId={folderId} />}
          batch={mayWrite ? (selection, clear) => selection.kind === "some" && <BatchActions ids={selection.keys} onDone={clear} /> : undefined}
          canSelectAll={false}
          never={<Never folderId={folderId} mayWrite={mayWrite} />}
          detail={(id, row, walk) => <CodeDrawer key={id} id={id} row={row} walk={walk} />}
          refreshMs={REFRESH_MS}
        />
      </div>
    </Page>
  );
}

function NewCode({ folderId }: { folderId: string | undefined }) {
  const { t } = useTranslation("channel_codes");
  const navigate = useNavigate();
  const go = (kind: string) =>
    void navigate(`/codes/new?${new URLSearchParams({ kind, ...(folderId && { folder_id: folderId }) }).toString()}`);
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => go("multi")}>
        {t("list.new")}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: (["multi", "single", "batch"] as const).map((kind) => ({ key: kind, label: t(`kind.${kind}`) })),
          onClick: ({ key }) => go(key),
        }}
      >
        <Button icon={<DownOutlined />} iconPlacement="end">
          {t("list.other_kinds")}
        </Button>
      </Dropdown>
    </>
  );
}

function Never({ folderId, mayWrite }: { folderId: string | undefined; mayWrite: boolean }) {
  const { t } = useTranslation("channel_codes");
  const create = mayWrite && <NewCode folderId={folderId} />;
  if (folderId) {
    return (
      <NeverCreated title={t("list.folder_empty")} actions={create}>
        {t("list.folder_empty_hint")}
      </NeverCreated>
    );
  }
  return (
    <NeverCreated
      title={t("list.never")}
      actions={
        <>
          {create}
          <LinkButton to="/sandbox" icon={<ExperimentOutlined />}>
            {t("list.try")}
          </LinkButton>
        </>
      }
    >
      {t("list.never_hint")}
    </NeverCreated>
  );
}
