import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createMemoryRouter, RouterProvider } from "react-router";

import { startI18n } from "@siyu/shared/i18n";

import parts from "../locales/zh-CN.json";
import { QueryTable, textFilter, type Selection, type TableQuery } from ".";

interface Row {
  id: string;
  name: string;
}

const ROWS: Row[] = Array.from({ length: 45 }, (_, index) => ({ id: `r${index}`, name: `row ${index}` }));

beforeAll(async () => {
  await startI18n(async () => ({ parts }));
});
afterEach(() => {
  cleanup();
  localStorage.clear();
});

/** Serves ROWS in pages whose cursor is the offset, as the server does. */
function table(address: string) {
  const asked: TableQuery[] = [];
  const selections: Selection<Row>[] = [];
  const load = async (query: TableQuery) => {
    asked.push(query);
    const found = ROWS.filter((row) => row.name.includes(query.filters.q ?? ""));
    const from = Number(query.cursor ?? 0);
    const next = from + query.limit < found.length ? String(from + query.limit) : null;
    return { items: found.slice(from, from + query.limit), next_cursor: next, total: found.length };
  };
  const page = (
    <QueryTable<Row>
      name="test"
      label="rows"
      columns={[{ key: "name", title: "Name", render: (row) => row.name, sort: "name" }]}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.name}
      queryKey={["rows"]}
      load={load}
      filters={[textFilter("q", "Search")]}
      batch={(selection) => {
        selections.push(selection);
        return null;
      }}
      never={<p>nothing was ever made</p>}
    />
  );
  const router = createMemoryRouter([{ path: "/", element: page }], { initialEntries: [address] });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { asked, selections, router };
}

test("filters, order and page size come from the address", async () => {
  const { asked } = table("/?q=row+1&sort=-name&size=10");

  await screen.findByText("row 10");

  expect(asked[0]).toEqual({ filters: { q: "row 1" }, sort: "-name", cursor: undefined, limit: 10 });
});

test("a search writes the address and begins at the first page", async () => {
  const { router } = table("/?cursor=20&size=20");
  await screen.findByText("row 20");

  await userEvent.type(screen.getByLabelText("Search"), "row 4{Enter}");
  await screen.findByText("row 44");

  expect(router.state.location.search).toBe("?size=20&q=row+4");
});

test("ticked rows stay ticked over pages", async () => {
  const { selections } = table("/?size=20");
  await screen.findByText("row 0");

  await userEvent.click(screen.getByLabelText("选择 row 0"));
  await userEvent.click(screen.getByLabelText("下一页"));
  await screen.findByText("row 20");
  await userEvent.click(screen.getByLabelText("选择 row 20"));

  expect(selections.at(-1)).toMatchObject({ kind: "some", keys: ["r0", "r20"], count: 2 });
});

test("everything that matches can be taken without loading it", async () => {
  const { selections } = table("/?size=20&q=row");
  await screen.findByText("row 0");

  await userEvent.click(screen.getByLabelText("选择 row 0"));
  await userEvent.click(screen.getByText("选择全部 45 项"));

  expect(selections.at(-1)).toEqual({ kind: "all", filters: { q: "row" }, count: 45 });
});

test("back from the second page returns to the first", async () => {
  const { router } = table("/?size=20");
  await screen.findByText("row 0");

  await userEvent.click(screen.getByLabelText("下一页"));
  await screen.findByText("row 20");
  await userEvent.click(screen.getByLabelText("上一页"));
  await screen.findByText("row 0");

  expect(router.state.location.search).toBe("?size=20");
});

test("a filter that matches nothing offers to clear it", async () => {
  const { router } = table("/?q=zzz");

  await userEvent.click(await screen.findByText("清除筛选"));

  await waitFor(() => expect(router.state.location.search).toBe(""));
  await screen.findByText("row 0");
});
