/** The play's server data: codes, folders, checks, and what can be done to them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, ApiError, call, type CodeCheck, type CodeDraft, type CodePatch } from "@siyu/shared/api";

import { withPlainPath } from "./editor/problems";

export const CODES_KEY = ["codes"];
const FOLDERS_KEY = ["code-folders"];
const WELCOME_KEY = ["default-welcome"];

export function useCode(id: string | undefined) {
  return useQuery({
    queryKey: [...CODES_KEY, "one", id],
    queryFn: () => call(api.GET("/api/codes/{code_id}", { params: { path: { code_id: id ?? "" } } })),
    enabled: id !== undefined,
  });
}

export function useFolders() {
  return useQuery({ queryKey: FOLDERS_KEY, queryFn: () => call(api.GET("/api/code-folders")), staleTime: 30_000 });
}

export function useDefaultWelcome(isEnabled = true) {
  return useQuery({ queryKey: WELCOME_KEY, queryFn: () => call(api.GET("/api/codes/default-welcome")), enabled: isEnabled });
}

/** Everything that shows codes, counts of folders included, asks again; acts do not wait for it to tell their success. */
export function useRefreshCodes() {
  const cache = useQueryClient();
  return () =>
    Promise.all([CODES_KEY, FOLDERS_KEY, WELCOME_KEY].map((queryKey) => cache.invalidateQueries({ queryKey }))).then(() => undefined);
}

/** What is wrong with a draft. One that cannot even be read, such as an attachment without its file, is wrong too. */
export async function checkDraft(draft: CodeDraft): Promise<CodeCheck> {
  try {
    return await call(api.POST("/api/codes/check", { body: draft }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422 || error.fields.length === 0) throw error;
    return { ok: false, fields: error.fields.map(withPlainPath), on_duty_now: [], summary: {}, limits: {} };
  }
}

export const undo = (undo_token: string) => call(api.POST("/api/codes/undo", { body: { undo_token } }));

export function useBatch() {
  const refresh = useRefreshCodes();
  return useMutation({
    mutationFn: (body: { ids: string[]; patch: CodePatch }) => call(api.POST("/api/codes/batch", { body })),
    onSuccess: () => void refresh(),
  });
}

export function useCopyCode() {
  const refresh = useRefreshCodes();
  return useMutation({
    mutationFn: (id: string) => call(api.POST("/api/codes/{code_id}/copy", { params: { path: { code_id: id } } })),
    onSuccess: () => void refresh(),
  });
}

/** Makes a new QR code for one that was deleted at WeCom. */
export function useRecreate() {
  const refresh = useRefreshCodes();
  return useMutation({
    mutationFn: (id: string) => call(api.POST("/api/codes/{code_id}/recreate", { params: { path: { code_id: id } } })),
    onSuccess: () => void refresh(),
  });
}

export function useDeleteCode() {
  const refresh = useRefreshCodes();
  return useMutation({
    mutationFn: (id: string) => call(api.DELETE("/api/codes/{code_id}", { params: { path: { code_id: id } } })),
    onSuccess: () => void refresh(),
  });
}

export function useDuty() {
  const cache = useQueryClient();
  const refresh = useRefreshCodes();
  return useMutation({
    mutationFn: (body: { staff_id: string; on: boolean }) => call(api.PUT("/api/codes/duty", { body })),
    onSuccess: async () => {
      await Promise.all([refresh(), cache.invalidateQueries({ queryKey: ["staff"] })]);
    },
  });
}

/** A code's QR as PNG; `version` only keeps an old picture from being taken out of the browser's cache. */
export function qrUrl(code: { id: string; version: number }, size: number, hasLogo = true): string {
  return `/api/codes/${code.id}/qr.png?size=${size}&logo=${hasLogo ? 1 : 0}&v=${code.version}`;
}
