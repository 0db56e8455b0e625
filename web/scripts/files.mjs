// The source files of the three workspaces.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const SKIPPED = new Set(["node_modules", "dist", "public"]);
const GENERATED = "schema.d.ts";

export function sourceFiles(extensions) {
  const walk = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (SKIPPED.has(entry.name) || entry.name === GENERATED) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
  return ["shared", "console", "sandbox"]
    .flatMap((workspace) => walk(join(root, workspace)))
    .filter((path) => extensions.some((extension) => path.endsWith(`.${extension}`)));
}
