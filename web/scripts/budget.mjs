// Holds the built bundles to their gzip budgets, from Vite's manifests: npm run build && npm run budget
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./files.mjs";

const KIB = 1024;
const BUDGETS = { shell: 460, route: 40, charts: 190, sandbox: 130, "antd-dates-and-tables": 100 };
// Fetched once by the first page that needs it and shared by the rest, so it is weighed by itself.
const SHARED = "antd-dates-and-tables";

function bundle(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const size = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / KIB;
  // Everything the browser fetches before the chunk can run.
  const filesOf = (key, files = new Set()) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return files;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const needed of chunk.imports ?? []) filesOf(needed, files);
    return files;
  };
  const weigh = (files) => [...files].reduce((total, file) => total + size(file), 0);
  return { manifest, filesOf, weigh };
}

const rows = [];
const console_ = bundle(join(root, "console/dist"));
const shell = console_.filesOf("index.html");
rows.push(["console shell", console_.weigh(shell), BUDGETS.shell]);
const shared = Object.values(console_.manifest).find((chunk) => chunk.name === SHARED);
rows.push([SHARED, console_.weigh([shared.file]), BUDGETS[SHARED]]);
for (const [key, chunk] of Object.entries(console_.manifest)) {
  if (!chunk.isDynamicEntry || chunk.name?.endsWith("-US")) continue;
  const more = [...console_.filesOf(key)].filter((file) => !shell.has(file) && file !== shared.file);
  rows.push([key.replace("src/", ""), console_.weigh(more), key.includes("ChartDrawing") ? BUDGETS.charts : BUDGETS.route]);
}
const sandbox = bundle(join(root, "../weixin_sandbox/static"));
rows.push(["sandbox page", sandbox.weigh(sandbox.filesOf("index.html")), BUDGETS.sandbox]);

let isOver = false;
for (const [name, weight, budget] of rows) {
  if (weight > budget) isOver = true;
  console.log(`${weight > budget ? "OVER" : "  ok"}  ${weight.toFixed(1).padStart(6)} / ${budget} KiB  ${name}`);
}
process.exit(isOver ? 1 : 0);
