/** Server data of the customer screens. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, call, type CustomerFilter } from "@siyu/shared/api";

export const CUSTOMERS_KEY = ["customers"];
const TIMELINE_PAGE = 30;

export function useCustomer(personId: string) {
  return useQuery({
    queryKey: [...CUSTOMERS_KEY, "one", personId],
    queryFn: () => call(api.GET("/api/customers/{person_id}", { params: { path: { person_id: personId } } })),
  });
}

export function useTimeline(personId: string, kinds: string | undefined) {
  return useInfiniteQuery({
    queryKey: [...CUSTOMERS_KEY, "timeline", personId, kinds],
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/api/customers/{person_id}/timeline", {
          params: { path: { person_id: personId }, query: { kinds, cursor: pageParam, limit: TIMELINE_PAGE } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export interface TagChange {
  /** Null: everybody the filter matches. */
  person_ids: string[] | null;
  filter?: CustomerFilter;
  add: string[];
  remove: string[];
}

function useRefresh() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: CUSTOMERS_KEY });
}

export function useTagCustomers() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: TagChange) => call(api.POST("/api/customers/tags", { body })),
    onSuccess: () => void refresh(),
  });
}

export function useUndoTags() {
  const refresh = useRefresh();
  return async (undo_token: string) => {
    await call(api.POST("/api/customers/tags/undo", { body: { undo_token } }));
    await refresh();
  };
}
