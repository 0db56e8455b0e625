/** Staff and departments as the pickers need them: searched and paged, never the whole company in one list. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, call, type Staff } from "@siyu/shared/api";

const PAGE = 50;
/** The largest page the server gives; names of chosen staff are looked up with it. */
const LOOKUP_PAGE = 200;
const FIVE_MINUTES = 5 * 60_000;

export function useStaffSearch(typed: string, departmentId?: number, isEnabled = true) {
  return useInfiniteQuery({
    queryKey: ["staff", "search", typed, departmentId],
    queryFn: ({ pageParam }) =>
      call(
        api.GET("/api/staff", {
          params: { query: { q: typed || undefined, department_id: departmentId, limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: isEnabled,
  });
}

export function useDepartments(isEnabled = true) {
  return useQuery({
    queryKey: ["departments"],
    queryFn: () => call(api.GET("/api/departments")),
    staleTime: FIVE_MINUTES,
    enabled: isEnabled,
  });
}

/** Everybody in a department (or matching no filter at all), page by page. */
export async function loadStaff(departmentId?: number): Promise<Staff[]> {
  const found: Staff[] = [];
  let cursor: string | undefined;
  do {
    const query = { department_id: departmentId, limit: LOOKUP_PAGE, cursor };
    const page = await call(api.GET("/api/staff", { params: { query } }));
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

/** Staff by id, for showing who was chosen; people who left keep an entry only while the server lists them. */
export function useStaffById(isEnabled = true): ReadonlyMap<string, Staff> {
  const { data } = useQuery({
    queryKey: ["staff", "by-id"],
    queryFn: () => loadStaff(),
    staleTime: FIVE_MINUTES,
    enabled: isEnabled,
  });
  return new Map(data?.map((staff) => [staff.id, staff]));
}
