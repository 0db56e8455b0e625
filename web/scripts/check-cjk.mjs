// Chinese belongs in locale files (and tests), so that every word on a screen can be translated.
import { readFileSync } from "node:fs";
import { sourceFiles } from "./files.mjs";

const CJK = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;
const isExempt = (path) => path.includes("/locales/") || /\.test\.tsx?$/.test(path);

const found = sourceFiles(["ts", "tsx", "css", "html", "mjs"])
  .filter((path) => !isExempt(path))
  .flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line, index) => (CJK.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

if (found.length > 0) {
  console.error(`Chinese outside locale files:\n${found.join("\n")}`);
  process.exit(1);
}
console.log("check-cjk: no Chinese outside locale files");
