/** Words for what the sandbox refuses. */
import { useTranslation } from "react-i18next";

import { SandboxError } from "./api";

export function useSandboxWords(): (error: unknown) => string {
  const { t } = useTranslation("phones");
  return (error) =>
    error instanceof SandboxError
      ? t(`errors.${error.code}`, { defaultValue: error.message })
      : t("errors.unreachable", { detail: String(error) });
}
