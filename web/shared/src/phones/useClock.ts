/** The sandbox's time, ticking here between looks. */
import { useEffect, useState } from "react";

import { useSandboxQuery } from "./SandboxProvider";

const TICK_MS = 1_000;

/** ISO-8601 UTC; undefined before the first answer. */
export function useClock(): string | undefined {
  const { data } = useSandboxQuery("clock", [], async (api) => {
    const { now } = await api.clock();
    // How far this world's clock is ahead of ours; it ticks at real speed between jumps.
    return { aheadMs: Date.parse(now) - Date.now() };
  });
  const [here, setHere] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setHere(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return data && new Date(here + data.aheadMs).toISOString();
}
