/** Where each slot is drawn: pieces per day column, side by side when they share time. */
import { stretchesOf, type Slot } from "./roster";
import { DAY_MIN, WEEK_MIN } from "./week";

export interface Block {
  slot: number;
  weekday: number;
  /** Minutes of that day. */
  from: number;
  to: number;
  /** The slot began the evening before / goes on the next morning. */
  isContinued: boolean;
  goesOn: boolean;
  lane: number;
  lanes: number;
}

export function blocks(roster: Slot[]): Block[] {
  const pieces = roster.flatMap((slot, index) => stretchesOf(slot).flatMap(({ from, to }) => split(index, from, to)));
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => intoLanes(pieces.filter((piece) => piece.weekday === weekday)));
}

function split(slot: number, from: number, to: number): Block[] {
  const weekday = Math.floor(from / DAY_MIN) + 1;
  const midnight = weekday * DAY_MIN;
  const piece = { slot, weekday, lane: 0, lanes: 1, isContinued: false, goesOn: to > midnight };
  const today = { ...piece, from: from % DAY_MIN, to: Math.min(to, midnight) - midnight + DAY_MIN };
  if (to <= midnight) return [today];
  const nextDay = (midnight % WEEK_MIN) / DAY_MIN + 1;
  return [today, { ...piece, weekday: nextDay, from: 0, to: to - midnight, isContinued: true, goesOn: false }];
}

function intoLanes(pieces: Block[]): Block[] {
  const sorted = [...pieces].sort((a, b) => a.from - b.from || b.to - a.to);
  const drawn: Block[] = [];
  let cluster: Block[] = [];
  let clusterEnd = -1;
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((block) => block.lane + 1));
    drawn.push(...cluster.map((block) => ({ ...block, lanes })));
    cluster = [];
  };
  for (const piece of sorted) {
    if (piece.from >= clusterEnd) close();
    const taken = new Set(cluster.filter((block) => block.to > piece.from).map((block) => block.lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    cluster.push({ ...piece, lane });
    clusterEnd = Math.max(cluster.length === 1 ? -1 : clusterEnd, piece.to);
  }
  close();
  return drawn;
}
