/** Pictures, videos and files that a message or a QR code shows: looked up and uploaded. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, call, upload, type Material } from "@siyu/shared/api";

export type MaterialKind = Material["kind"];

/** What WeCom takes as temporary media: picture and video 10 MB, file 20 MB. */
const MB = 1024 * 1024;
export const ACCEPTS: Record<MaterialKind, { types: string; maxBytes: number }> = {
  image: { types: "image/png,image/jpeg", maxBytes: 10 * MB },
  video: { types: "video/mp4", maxBytes: 10 * MB },
  file: { types: "", maxBytes: 20 * MB },
};

export const contentUrl = (materialId: string): string => `/api/materials/${materialId}/content`;

export function useMaterials(kind: MaterialKind, typed = "", isEnabled = true) {
  return useQuery({
    queryKey: ["materials", kind, typed],
    queryFn: () => call(api.GET("/api/materials", { params: { query: { kind, q: typed || undefined, limit: 50 } } })),
    staleTime: 60_000,
    enabled: isEnabled,
    placeholderData: (before) => before,
  });
}

export function useUpload() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return upload<Material>("/api/materials", form);
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ["materials"] }),
  });
}
