// English and Chinese have the same keys and the same placeholders, and every key a screen names exists.
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { sourceFiles } from "./files.mjs";

const PLURAL = /_(zero|one|two|few|many|other)$/;
const problems = [];
const known = new Map();

function flatten(words, prefix = "") {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}
// One form of a plural may leave a placeholder out ("the only match"), so all forms are looked at together.
function byKey(path) {
  const keys = new Map();
  for (const [key, text] of flatten(JSON.parse(readFileSync(path, "utf8")))) {
    const name = key.replace(PLURAL, "");
    const names = keys.get(name) ?? new Set();
    for (const [, placeholder] of text.matchAll(/\{\{\s*(\w+)/g)) if (placeholder !== "count") names.add(placeholder);
    keys.set(name, names);
  }
  return keys;
}

for (const chinesePath of sourceFiles(["json"]).filter((path) => path.endsWith("/locales/zh-CN.json"))) {
  const englishPath = chinesePath.replace("zh-CN.json", "en-US.json");
  const namespace = basename(dirname(dirname(chinesePath)));
  const [chinese, english] = [byKey(chinesePath), byKey(englishPath)];
  known.set(namespace, chinese);
  for (const key of chinese.keys()) if (!english.has(key)) problems.push(`${englishPath}: missing ${key}`);
  for (const key of english.keys()) if (!chinese.has(key)) problems.push(`${chinesePath}: missing ${key}`);
  for (const [key, names] of chinese) {
    const other = english.get(key) ?? names;
    if ([...names].sort().join() !== [...other].sort().join()) problems.push(`${englishPath}: ${key} has other placeholders`);
  }
}

for (const path of sourceFiles(["ts", "tsx"]).filter((each) => !each.includes(".test."))) {
  const text = readFileSync(path, "utf8");
  const namespaces = [...text.matchAll(/useTranslation\("([\w-]+)"\)/g)].map((match) => match[1]);
  for (const [, key] of text.matchAll(/\bt\("([\w.:-]+)"/g)) {
    const [namespace, name] = key.includes(":") ? key.split(":") : [null, key];
    const places = namespace ? [namespace] : namespaces;
    if (places.length > 0 && !places.some((place) => known.get(place)?.has(name))) problems.push(`${path}: no words for ${key}`);
  }
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`check-locales: ${known.size} namespaces, Chinese and English agree`);
