/** What can be done to codes from the list, each said with the way back where there is one. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { download, type CodePatch } from "@siyu/shared/api";

import { useUndo } from "../../../parts/useUndo";
import { useWords } from "../../../parts/words";
import { undo, useBatch, useCopyCode, useDeleteCode, useRefreshCodes } from "../codes";
import { saveAs } from "../saveAs";

/** Printed at 8 cm with 300 dpi the QR has 945 px: sharp on a counter card. */
export const PRINT = { size_mm: 80, dpi: 300 };

export function useCodeActs() {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const offerUndo = useUndo();
  const navigate = useNavigate();
  const refresh = useRefreshCodes();
  const [batch, copying, deleting] = [useBatch(), useCopyCode(), useDeleteCode()];

  const say = (error: unknown) => void message.error(errorWords(error));
  const takeBack = (token: string) => async () => {
    await undo(token);
    await refresh();
  };
  return {
    isBusy: batch.isPending || copying.isPending || deleting.isPending,
    /** `words` is the key of what is said after success. */
    patch: (ids: string[], patch: CodePatch, words: string) =>
      batch
        .mutateAsync({ ids, patch })
        .then(({ applied, undo_token }) => offerUndo(t(words, { count: applied }), takeBack(undo_token)))
        .catch(say),
    copy: (id: string) =>
      copying
        .mutateAsync(id)
        .then((copy) => navigate(`/codes/${copy.id}/edit`))
        .catch(say),
    remove: (id: string, name: string) =>
      deleting
        .mutateAsync(id)
        .then(({ undo_token }) => offerUndo(t("act.deleted", { name }), takeBack(undo_token)))
        .catch(say),
    downloadZip: (ids: string[]) =>
      download("/api/codes/qr.zip", { ids, ...PRINT })
        .then((zip) => saveAs(zip, "channel-codes.zip"))
        .catch(say),
  };
}
