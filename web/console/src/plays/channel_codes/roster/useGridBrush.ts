/** Drawing a rectangle on the week with a mouse, a finger or the arrow keys. */
import { useState, type KeyboardEvent, type PointerEvent } from "react";

export interface Cell {
  weekday: number;
  row: number;
}

export interface Rectangle {
  from: Cell;
  to: Cell;
}

interface Options {
  rows: number;
  /** Called when the rectangle is finished; `isErasing` for the Delete key. */
  onDraw: (rectangle: Rectangle, isErasing: boolean) => void;
  /** A press that did not move. True when it was taken for something else than drawing. */
  onPress: (cell: Cell) => boolean;
}

const STEPS: Record<string, [days: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  PageUp: [0, -8],
  PageDown: [0, 8],
  Home: [-7, 0],
  End: [7, 0],
};

export function useGridBrush({ rows, onDraw, onPress }: Options) {
  const [focus, setFocus] = useState<Cell>({ weekday: 1, row: Math.round(rows * 0.375) });
  const [anchor, setAnchor] = useState<Cell | null>(null);
  const [isDragging, setDragging] = useState(false);
  const area: Rectangle = { from: anchor ?? focus, to: focus };
  const finish = () => {
    setAnchor(null);
    setDragging(false);
  };

  const pointer = {
    onPointerDown: (event: PointerEvent) => {
      const cell = cellUnder(event);
      if (!cell || event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setAnchor(cell);
      setFocus(cell);
      setDragging(true);
      focusCell(event.currentTarget, cell);
    },
    onPointerMove: (event: PointerEvent) => {
      const cell = isDragging ? cellUnder(event) : null;
      if (cell && !isSameCell(cell, focus)) setFocus(cell);
    },
    onPointerUp: () => {
      if (!isDragging) return;
      const isPress = anchor !== null && isSameCell(anchor, focus);
      if (!isPress || !onPress(focus)) onDraw(area, false);
      finish();
    },
    onPointerCancel: finish,
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step) {
      const next = { weekday: clamp(focus.weekday + step[0], 1, 7), row: clamp(focus.row + step[1], 0, rows - 1) };
      setAnchor(event.shiftKey ? (anchor ?? focus) : null);
      setFocus(next);
      focusCell(event.currentTarget, next);
    } else if (event.key === "Enter" || event.key === " ") {
      onDraw(area, false);
      setAnchor(null);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      onDraw(area, true);
      setAnchor(null);
    } else if (event.key === "Escape" && anchor) {
      finish();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return { focus, area, isDrawing: isDragging || anchor !== null, handlers: { ...pointer, onKeyDown } };
}

/** Found by the point, not by the target: the pointer is captured while dragging. */
function cellUnder(event: PointerEvent): Cell | null {
  const element = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-cell]");
  const [weekday, row] = (element?.dataset.cell ?? "").split("-").map(Number);
  return weekday === undefined || row === undefined || !element || !event.currentTarget.contains(element) ? null : { weekday, row };
}

function focusCell(grid: Element, { weekday, row }: Cell): void {
  grid.querySelector<HTMLElement>(`[data-cell="${weekday}-${row}"]`)?.focus({ preventScroll: false });
}

const isSameCell = (a: Cell, b: Cell): boolean => a.weekday === b.weekday && a.row === b.row;
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
