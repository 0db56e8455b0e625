import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import type { Slot } from "./roster";
import { RosterGrid } from "./RosterGrid";

afterEach(cleanup);

function show(roster: Slot[], brush: string[]) {
  const onChange = vi.fn<(roster: Slot[]) => void>();
  const onNobody = vi.fn<() => void>();
  render(
    <RosterGrid
      roster={roster}
      onChange={onChange}
      brush={brush}
      isErasing={false}
      nameOf={(id) => id}
      hueOf={() => "#1559d6"}
      conflicts={new Set()}
      selected={null}
      onSelect={vi.fn<(slot: number) => void>()}
      onNobody={onNobody}
    />,
  );
  return { onChange, onNobody };
}

test("the keyboard puts somebody on duty from where the focus stands", async () => {
  const user = userEvent.setup();
  const { onChange } = show([], ["lin"]);

  await user.tab();
  await user.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}{Enter}");

  expect(onChange).toHaveBeenCalledExactlyOnceWith([{ weekdays: [1, 2], from: "09:00", to: "10:00", staff_ids: ["lin"] }]);
});

test("Delete takes the chosen person off duty and leaves the others", async () => {
  const user = userEvent.setup();
  const { onChange } = show([{ weekdays: [1], from: "09:00", to: "09:30", staff_ids: ["lin", "wu"] }], ["lin"]);

  await user.tab();
  await user.keyboard("{Delete}");

  expect(onChange).toHaveBeenCalledExactlyOnceWith([{ weekdays: [1], from: "09:00", to: "09:30", staff_ids: ["wu"] }]);
});

test("a stroke with nobody chosen changes nothing and says so", async () => {
  const user = userEvent.setup();
  const { onChange, onNobody } = show([], []);

  await user.tab();
  await user.keyboard("{Enter}");

  expect(onChange).not.toHaveBeenCalled();
  expect(onNobody).toHaveBeenCalledOnce();
});

test("only one of the 336 cells is in the tab order", () => {
  show([], []);

  expect(screen.getAllByRole("gridcell").filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
});
