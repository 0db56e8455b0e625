/** Follows a job on the server until it ends. */
import { useQuery } from "@tanstack/react-query";

import { api, call, type Job } from "@siyu/shared/api";

const ASK_EVERY_MS = 800;
const ENDED = new Set(["done", "succeeded", "failed", "cancelled", "aborted"]);

export const hasEnded = (job: Job): boolean => ENDED.has(job.state);
export const hasFailed = (job: Job): boolean => hasEnded(job) && job.state !== "done" && job.state !== "succeeded";

export function useJob(id: string | null) {
  return useQuery({
    queryKey: ["job", id],
    queryFn: () => call(api.GET("/api/jobs/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (data && hasEnded(data) ? false : ASK_EVERY_MS),
  });
}
