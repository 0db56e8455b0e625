/** Starts an export of customers and keeps its job in view. */
import { App } from "antd";
import { useState } from "react";

import { api, call, type Customer } from "@siyu/shared/api";

import type { ExportChoice } from "../../parts/table";
import { useWords } from "../../parts/words";
import { toQuery } from "./filter";

/** Columns that are no data. */
const NOT_EXPORTED = new Set(["actions"]);

export function useExport() {
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const [jobId, setJobId] = useState<string | null>(null);
  const start = async ({ scope, selection, filters, columns, format }: ExportChoice<Customer>) => {
    const isTicked = scope === "selected" && selection?.kind === "some";
    const filter = { ...toQuery(scope === "all" ? {} : filters), ...(isTicked && { person_ids: selection.keys }) };
    try {
      const body = { filter, columns: columns.filter((column) => !NOT_EXPORTED.has(column)), format };
      const { job_id } = await call(api.POST("/api/customers/export", { body }));
      setJobId(job_id);
    } catch (error) {
      void message.error(errorWords(error));
    }
  };
  return { jobId, start: (choice: ExportChoice<Customer>) => void start(choice), close: () => setJobId(null) };
}
