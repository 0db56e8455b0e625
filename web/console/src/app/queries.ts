/** Server data: one cache, and a lost session noticed wherever it shows. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiError } from "@siyu/shared/api";

export const SESSION_KEY = ["session"];

function noticeLostSession(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeLostSession }),
  mutationCache: new MutationCache({ onError: noticeLostSession }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Only a broken connection or a busy server is worth a second try; a refusal will not change its mind.
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      retryDelay: 400,
    },
  },
});
