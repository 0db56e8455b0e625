/** Drawing a rectangle on the week with a mouse, a finger or the arrow keys. */
import { useState, type FocusEvent, type KeyboardEvent, type PointerEvent } from "react";

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
      if (event.button !== 0) return;
      const cell = cellAt(event, rows);
      event.preventDefault();
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setAnchor(cell);
      setFocus(cell);
      setDragging(true);
      focusCell(event.currentTarget, cell);
    },
    onPointerMove: (event: PointerEvent) => {
      const cell = cellAt(event, rows);
      if (isDragging && !isSameCell(cell, focus)) setFocus(cell);
    },
    onPointerUp: () => {
      if (!isDragging) return;
      const isPress = anchor !== null && isSameCell(anchor, focus);
      if (!isPress || !onPress(focus)) onDraw(area, false);
      finish();
    },
    onPointerCancel: finish,
  };

  // A screen reader moves the focus without telling us a key.
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const [weekday, row] = (event.target.dataset.cell ?? "").split("-").map(Number);
    if (weekday === undefined || row === undefined || isDragging || anchor || isSameCell(focus, { weekday, row })) return;
    setFocus({ weekday, row });
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

  return { focus, area, isDrawing: isDragging || anchor !== null, handlers: { ...pointer, onFocus, onKeyDown } };
}

/** By the point alone, so that a stroke may leave the grid or pass under what floats above it. */
function cellAt({ clientX, clientY, currentTarget }: PointerEvent, rows: number): Cell {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return {
    weekday: clamp(Math.floor(((clientX - left) / width) * 7) + 1, 1, 7),
    row: clamp(Math.floor(((clientY - top) / height) * rows), 0, rows - 1),
  };
}

function focusCell(grid: Element, { weekday, row }: Cell): void {
  grid.querySelector<HTMLElement>(`[data-cell="${weekday}-${row}"]`)?.focus({ preventScroll: false });
}

const isSameCell = (a: Cell, b: Cell): boolean => a.weekday === b.weekday && a.row === b.row;
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
