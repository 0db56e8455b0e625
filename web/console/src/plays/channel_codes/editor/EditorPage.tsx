/** Loads what is to be edited, then hands over to the step editor. */
import { useParams, useSearchParams } from "react-router";
import { useTranslation } from "react-i18next";

import { PageSkeleton } from "../../../app/PageSkeleton";
import { useMay } from "../../../app/session";
import { ErrorState, NoPermission } from "../../../parts/EmptyState";
import { Page } from "../../../parts/Page";
import { useCode } from "../codes";
import { CodeEditor } from "./CodeEditor";
import { emptyDraft } from "./draft";

const KINDS = ["single", "multi", "batch"] as const;

export function Component() {
  const { t } = useTranslation("channel_codes");
  const { id } = useParams();
  const [params] = useSearchParams();
  const mayWrite = useMay("codes.write");
  const code = useCode(id);
  const title = id ? t("editor.edit", { name: code.data?.name ?? "" }) : t("editor.new");

  let body = <PageSkeleton />;
  if (!mayWrite) body = <NoPermission />;
  else if (!id) {
    const kind = KINDS.find((each) => each === params.get("kind")) ?? "multi";
    body = <CodeEditor key={kind} start={{ ...emptyDraft(params.get("folder_id")), kind }} />;
  } else if (code.error) body = <ErrorState error={code.error} onRetry={() => void code.refetch()} />;
  else if (code.data) body = <CodeEditor key={id} code={code.data} />;

  return (
    <Page title={title} back="/codes" isWide>
      {body}
    </Page>
  );
}
