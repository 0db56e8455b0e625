/** True on windows too narrow for the whole menu, where it shows icons only. */
import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 900px)");

function subscribe(notify: () => void): () => void {
  query.addEventListener("change", notify);
  return () => query.removeEventListener("change", notify);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
