/** Shown in place of a page that could not be drawn or whose code did not load. */
import { useRouteError } from "react-router";

import { ErrorState } from "../parts/EmptyState";

export function ErrorPage() {
  return <ErrorState error={useRouteError()} onRetry={() => location.reload()} />;
}
