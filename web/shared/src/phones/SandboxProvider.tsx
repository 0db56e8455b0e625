/** Connects phones to one sandbox and lets them look again whenever something happens there. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

import { createSandboxApi, type SandboxApi } from "./api";
import type { LogEntry } from "./types";

interface World {
  api: SandboxApi;
  /** The newest entries of the sandbox's journal, oldest first. */
  log: LogEntry[];
  isConnected: boolean;
}

const Current = createContext<World | null>(null);

const KEPT_ENTRIES = 300;
/** A population can cause thousands of entries a second: the phones look again at most this often. */
const LOOK_AGAIN_MS = 250;

export function SandboxProvider({ base, children }: { base: string; children: ReactNode }) {
  const api = useMemo(() => createSandboxApi(base), [base]);
  const cache = useQueryClient();
  const [log, setLog] = useState<LogEntry[]>([]);
  const [isConnected, setConnected] = useState(false);

  useEffect(() => {
    const lookAgain = throttled(() => invalidate(cache, api), LOOK_AGAIN_MS);
    const write = batched<LogEntry>((entries) => setLog((before) => merge(before, entries)), LOOK_AGAIN_MS);
    const stream = new EventSource(api.streamUrl);
    stream.addEventListener("open", () => {
      setConnected(true);
      lookAgain.run();
      // Entries written while nobody was listening; a failure shows as the stream's own.
      void api.log(KEPT_ENTRIES).then(
        (entries) => setLog((before) => merge(before, entries)),
        () => setConnected(false),
      );
    });
    stream.addEventListener("error", () => setConnected(false));
    stream.addEventListener("message", (message: MessageEvent<string>) => {
      write.add(JSON.parse(message.data) as LogEntry);
      lookAgain.run();
    });
    return () => {
      stream.close();
      lookAgain.stop();
      write.stop();
    };
  }, [api, cache]);

  const world = useMemo(() => ({ api, log, isConnected }), [api, log, isConnected]);
  return <Current value={world}>{children}</Current>;
}

export function useSandbox(): World {
  const world = useContext(Current);
  if (!world) throw new Error("useSandbox is used outside SandboxProvider");
  return world;
}

/** Reads something from the sandbox and reads it again when the world changes. */
export function useSandboxQuery<T>(name: string, args: unknown[], read: (api: SandboxApi) => Promise<T>, isEnabled = true) {
  const { api } = useSandbox();
  return useQuery({
    queryKey: ["sandbox", api.base, name, ...args],
    queryFn: () => read(api),
    enabled: isEnabled,
    retry: false,
  });
}

/** Does something in the sandbox; the phones look again afterwards. */
export function useSandboxAct<Args, T>(act: (api: SandboxApi, args: Args) => Promise<T>) {
  const { api } = useSandbox();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (args: Args) => act(api, args),
    onSettled: () => invalidate(cache, api),
  });
}

function invalidate(cache: QueryClient, api: SandboxApi): Promise<void> {
  return cache.invalidateQueries({ queryKey: ["sandbox", api.base] });
}

/** Both lists by sequence, each entry once, the newest kept. A reset world counts from the beginning again. */
export function merge(before: LogEntry[], more: LogEntry[]): LogEntry[] {
  const bySeq = new Map([...before, ...more].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-KEPT_ENTRIES);
}

function throttled(run: () => unknown, everyMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    run: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, everyMs);
    },
    stop: () => clearTimeout(timer),
  };
}

function batched<T>(flush: (items: T[]) => void, everyMs: number) {
  let waiting: T[] = [];
  const timer = throttled(() => {
    flush(waiting);
    waiting = [];
  }, everyMs);
  return {
    add: (item: T) => {
      waiting.push(item);
      timer.run();
    },
    stop: timer.stop,
  };
}
