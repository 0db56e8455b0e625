/** All customers: filters in the address, tags in batches with undo, export as a job, one customer in the drawer. */
import { ExperimentOutlined, QrcodeOutlined, TagsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, call, type Customer, type CustomerSort } from "@siyu/shared/api";

import { useMay } from "../../app/session";
import { NeverCreated } from "../../parts/EmptyState";
import { JobModal } from "../../parts/JobModal";
import { LinkButton } from "../../parts/LinkButton";
import { Page } from "../../parts/Page";
import { QueryTable, type Selection, type TableQuery } from "../../parts/table";
import { CUSTOMERS_KEY } from "../customers";
import { CustomerDrawer } from "../drawer/CustomerDrawer";
import { TagModal } from "../TagModal";
import { toQuery } from "./filter";
import { useCustomerColumns } from "./useCustomerColumns";
import { useCustomerFilters } from "./useCustomerFilters";
import { useExport } from "./useExport";

const REFRESH_MS = 30_000;

const load = ({ filters, sort = "-added_at", ...query }: TableQuery) =>
  call(api.GET("/api/customers", { params: { query: { ...query, sort: sort as CustomerSort, ...toQuery(filters) } } }));

export function Component() {
  const { t } = useTranslation("customers");
  const mayTag = useMay("customers.write");
  const mayExport = useMay("customers.export");
  const exporting = useExport();
  return (
    <Page title={t("list.title")} lead={t("list.lead")} isWide>
      <QueryTable<Customer>
        name="customers"
        label={t("list.title")}
        columns={useCustomerColumns()}
        rowKey={(person) => person.person_id}
        rowLabel={(person) => person.name}
        queryKey={[...CUSTOMERS_KEY, "list"]}
        load={load}
        filters={useCustomerFilters()}
        batch={mayTag ? (selection, clear) => <TagBatch selection={selection} onDone={clear} /> : undefined}
        onExport={mayExport ? exporting.start : undefined}
        never={<Never />}
        detail={(id, row, walk) => <CustomerDrawer key={id} personId={id} row={row} walk={walk} />}
        refreshMs={REFRESH_MS}
      />
      {exporting.jobId && <JobModal jobId={exporting.jobId} title={t("export.title")} onClose={exporting.close} />}
    </Page>
  );
}

function TagBatch({ selection, onDone }: { selection: Selection<Customer>; onDone: () => void }) {
  const { t } = useTranslation("customers");
  const [isOpen, setOpen] = useState(false);
  const target =
    selection.kind === "some" ? { person_ids: selection.keys } : { person_ids: null, filter: toQuery(selection.filters) };
  return (
    <>
      <Button size="small" icon={<TagsOutlined />} onClick={() => setOpen(true)}>
        {t("tag.batch")}
      </Button>
      {isOpen && <TagModal count={selection.count} target={target} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}

function Never() {
  const { t } = useTranslation("customers");
  return (
    <NeverCreated
      title={t("list.never")}
      actions={
        <>
          <LinkButton type="primary" to="/codes" icon={<QrcodeOutlined />}>
            {t("list.make_code")}
          </LinkButton>
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
