/** The company's tags, by group. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, call } from "@siyu/shared/api";

const KEY = ["tags"];

export function useTags() {
  return useQuery({ queryKey: KEY, queryFn: () => call(api.GET("/api/tags")), staleTime: 60_000 });
}

interface NewTag {
  /** An existing group's id, or the name of a new one. */
  groupId?: string;
  groupName?: string;
  name: string;
}

/** Makes a tag and resolves to its id. */
export function useCreateTag() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ groupId, groupName, name }: NewTag) => {
      await call(api.POST("/api/tags", { body: { group_id: groupId, group_name: groupName, names: [name] } }));
      await cache.invalidateQueries({ queryKey: KEY });
      const { groups } = await cache.fetchQuery({ queryKey: KEY, queryFn: () => call(api.GET("/api/tags")) });
      const group = groups.find((each) => each.id === groupId || each.name === groupName);
      return group?.tags.find((tag) => tag.name === name)?.id;
    },
  });
}
