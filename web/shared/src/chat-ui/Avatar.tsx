/** A square face; without a picture, the first character of the name on a colour of its own. */
import { useState } from "react";

import styles from "./chat.module.css";
import type { Face } from "./types";

// Each has at least 4.5:1 against white.
const GROUNDS = ["#1559d6", "#0b7285", "#5a37c8", "#9d2d6f", "#a1440b", "#12703b", "#475569", "#8a5200"];

export function Avatar({ face, size = 36 }: { face: Face; size?: number }) {
  const [isBroken, setBroken] = useState(false);
  const box = { width: size, height: size, fontSize: size * 0.42 };
  if (face.avatar && !isBroken) {
    return <img className={styles.avatar} style={box} src={face.avatar} alt="" onError={() => setBroken(true)} />;
  }
  return (
    <span className={styles.avatar} style={{ ...box, background: groundOf(face.name) }} aria-hidden>
      {Array.from(face.name)[0] ?? "?"}
    </span>
  );
}

function groundOf(name: string): string {
  const sum = Array.from(name).reduce((total, character) => total * 31 + (character.codePointAt(0) ?? 0), 7);
  return GROUNDS[Math.abs(sum) % GROUNDS.length] ?? "#475569";
}
