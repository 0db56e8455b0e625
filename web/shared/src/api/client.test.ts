import { afterEach, expect, test, vi } from "vitest";

import { api, call } from ".";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  const sent: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(request);
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  });
  return sent;
}

test("an unsafe request carries the header that proves it came from our page", async () => {
  const sent = answer(200, {});

  await call(api.POST("/api/session/demo"));
  await call(api.GET("/api/session"));

  expect(sent.map((request) => request.headers.get("X-Siyu-CSRF"))).toEqual(["1", null]);
});

test("a refusal becomes an error with its code, fields and request id", async () => {
  const fields = [{ path: "roster.0.from", code: "overlap", message: "overlaps" }];
  answer(422, { error: { code: "invalid", params: { n: 1 }, message: "no", request_id: "r1", fields } });

  const refusal = call(api.GET("/api/session"));

  await expect(refusal).rejects.toMatchObject({ status: 422, code: "invalid", params: { n: 1 }, requestId: "r1", fields });
});

test("an answer that is no JSON still names its status", async () => {
  answer(502, "bad gateway");

  await expect(call(api.GET("/api/session"))).rejects.toMatchObject({ status: 502, code: "http_502" });
});
