/** The typed HTTP client: cookie session, CSRF header, 15-second time-out, and one error shape. */
import createClient from "openapi-fetch";

import type { paths } from "./schema";

const TIMEOUT_MS = 15_000;

export interface FieldError {
  /** Dotted path into the body that was sent, such as `roster.0.from`. */
  path: string;
  code: string;
  message: string;
}

/** What the server answered instead of success; `code` is stable and worded by the `errors` locale. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly params: Record<string, unknown> = {},
    readonly requestId: string | null = null,
    readonly fields: FieldError[] = [],
  ) {
    super(message);
    this.name = "ApiError";
  }
}

async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const headers = new Headers(request.headers);
  // A header no foreign page can set without a pre-flight: the server refuses unsafe requests that lack it.
  if (request.method !== "GET") headers.set("X-Siyu-CSRF", "1");
  try {
    return await fetch(new Request(request, { headers, signal }));
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError(0, "network_unreachable", String(cause));
  }
}

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", fetch: send });

/** Awaits a client call and returns its body; throws `ApiError` for anything but success. */
export async function call<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await request;
  if (response.ok) return data as T;
  throw asApiError(response.status, error);
}

function asApiError(status: number, body: unknown): ApiError {
  const error = (body as { error?: Partial<ApiError> & { request_id?: string } } | undefined)?.error;
  if (!error?.code) return new ApiError(status, `http_${status}`, `HTTP ${status}`);
  const { code, message, params, request_id, fields } = error;
  return new ApiError(status, code, message ?? code, params, request_id ?? null, fields);
}

/** Sends a file as multipart; openapi-fetch cannot type a browser `FormData`. */
export async function upload<T>(path: string, form: FormData): Promise<T> {
  const response = await send(new Request(new URL(path, location.origin), { method: "POST", body: form }));
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  throw asApiError(response.status, body);
}

/** Posts JSON and returns the bytes of the answer, for downloads the server builds on the spot. */
export async function download(path: string, body: unknown): Promise<Blob> {
  const response = await send(
    new Request(new URL(path, location.origin), {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    }),
  );
  if (response.ok) return response.blob();
  throw asApiError(response.status, await response.json().catch(() => undefined));
}
