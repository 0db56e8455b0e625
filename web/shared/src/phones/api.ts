/** A client of the sandbox's control API: the hands of the people in its world. */
import type { ChatMessage } from "../chat-ui";
import type {
  ContactWay,
  Fault,
  FaultPlan,
  LogEntry,
  RelationState,
  SandboxChat,
  SandboxClock,
  SandboxContact,
  SandboxCustomer,
  SandboxWorld,
  Scan,
} from "./types";

/** What the sandbox refused, with its stable code. */
export class SandboxError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "SandboxError";
  }
}

const TIMEOUT_MS = 30_000;

/** `base` is the sandbox's address without a trailing slash; empty for the page it serves itself. */
export function createSandboxApi(base: string) {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${base}/sandbox/${path}`, {
      method,
      body: body === undefined || isForm ? body : JSON.stringify(body),
      headers: body === undefined || isForm ? undefined : { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.json()) as T & { error?: { code: string; message: string } };
    if (!response.ok) throw new SandboxError(answer.error?.code ?? String(response.status), answer.error?.message ?? "");
    return answer;
  };
  const get = <T>(path: string, query: Record<string, string | number> = {}) => {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    return ask<T>("GET", search.size > 0 ? `${path}?${search}` : path);
  };
  const post = <T>(path: string, body: unknown = {}) => ask<T>("POST", path, body);

  return {
    base,
    clock: () => get<SandboxClock>("clock"),
    advance: (seconds: number) => post<SandboxClock>("clock", { advance_s: seconds }),
    reset: () => post<SandboxClock>("reset"),
    world: () => get<SandboxWorld>("world"),
    customers: (q: string, limit = 30) =>
      get<{ customers: SandboxCustomer[]; next_cursor: string | null }>("customers", { q, limit }),
    addCustomer: (name: string) => post<SandboxCustomer>("customers", { name }),
    contactWays: async () => (await get<{ contact_ways: ContactWay[] }>("contact_ways")).contact_ways,
    qrUrl: (text: string) => `${base}/sandbox/qr?text=${encodeURIComponent(text)}`,
    scanText: (customerId: string, text: string) => post<Scan>(`customers/${customerId}/scan`, { text }),
    scanImage: (customerId: string, image: Blob) => {
      const form = new FormData();
      form.set("image", image);
      return post<Scan>(`customers/${customerId}/scan`, form);
    },
    add: (customerId: string, wish: { userid: string; config_id?: string; text?: string }) =>
      post<{ added: boolean; pending: boolean; external_userid: string; userid: string }>(`customers/${customerId}/add`, wish),
    customerDeletes: (customerId: string, userid: string) => post(`customers/${customerId}/delete`, { userid }),
    adviserDeletes: (userid: string, customerId: string) => post(`advisers/${userid}/delete`, { customer_id: customerId }),
    adviserAccepts: (userid: string, customerId: string) => post(`advisers/${userid}/accept`, { customer_id: customerId }),
    customerChats: async (customerId: string) => (await get<{ chats: SandboxChat[] }>(`customers/${customerId}/chats`)).chats,
    adviserChats: async (userid: string) => (await get<{ chats: SandboxChat[] }>(`advisers/${userid}/chats`)).chats,
    contacts: async (userid: string) => (await get<{ contacts: SandboxContact[] }>(`advisers/${userid}/contacts`)).contacts,
    chat: (customerId: string, userid: string, reader: "customer" | "adviser") =>
      get<{ messages: ChatMessage[]; state: RelationState }>(`chats/${customerId}/${userid}`, { reader }),
    say: (customerId: string, userid: string, from: "customer" | "adviser", text: string) =>
      post<ChatMessage>(`chats/${customerId}/${userid}`, { from, text }),
    log: async (limit: number) => (await get<{ entries: LogEntry[] }>("log", { limit })).entries,
    faults: async () => (await get<{ faults: Fault[] }>("faults")).faults,
    addFault: (plan: FaultPlan) => post<Fault>("faults", plan),
    liftFault: (id?: string) => ask<{ removed: number }>("DELETE", "faults", id ? { id } : {}),
    streamUrl: `${base}/sandbox/stream`,
  };
}

export type SandboxApi = ReturnType<typeof createSandboxApi>;
