import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { useDraft } from "./useDraft";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

test("what was typed is there again after the page was closed", () => {
  const first = renderHook(() => useDraft("codes.new", { name: "" }));
  act(() => first.result.current.change({ name: "West Lake" }));
  act(() => void vi.advanceTimersByTime(500));
  first.unmount();

  const again = renderHook(() => useDraft("codes.new", { name: "" }));

  expect(again.result.current).toMatchObject({ value: { name: "West Lake" }, wasRestored: true, isDirty: true });
});

test("a discarded draft leaves nothing behind", () => {
  const { result } = renderHook(() => useDraft("codes.new", { name: "first" }));
  act(() => result.current.change({ name: "second" }));
  act(() => void vi.advanceTimersByTime(500));

  act(() => result.current.discard());

  expect(result.current).toMatchObject({ value: { name: "first" }, isDirty: false, savedAt: null });
  expect(localStorage.getItem("siyu.draft.codes.new")).toBeNull();
});

test("a form that was saved on the server keeps its value and forgets its draft", () => {
  const { result } = renderHook(() => useDraft("codes.new", { name: "" }));
  act(() => result.current.change({ name: "done" }));

  act(() => result.current.forget());
  act(() => void vi.advanceTimersByTime(500));

  expect(result.current).toMatchObject({ value: { name: "done" }, isDirty: false });
  expect(localStorage.getItem("siyu.draft.codes.new")).toBeNull();
});
