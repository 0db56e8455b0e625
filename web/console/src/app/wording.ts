/** Gathers the words of every folder: `<folder>/locales/<language>.json` becomes namespace `<folder>`. */
import type { Language } from "@siyu/shared/format";
import type { Namespaces, Words } from "@siyu/shared/i18n";

type Module = { default: Words };

// Chinese, the source, is in the first load; English arrives when somebody asks for it.
const chinese = import.meta.glob<Module>(["/src/**/locales/zh-CN.json", "../../../shared/src/**/locales/zh-CN.json"], { eager: true });
const english = import.meta.glob<Module>(["/src/**/locales/en-US.json", "../../../shared/src/**/locales/en-US.json"]);

const namespaceOf = (path: string): string => path.split("/").at(-3) ?? path;

export async function loadWording(language: Language): Promise<Namespaces> {
  const entries =
    language === "zh-CN"
      ? Object.entries(chinese)
      : await Promise.all(Object.entries(english).map(async ([path, load]) => [path, await load()] as const));
  return Object.fromEntries(entries.map(([path, module]) => [namespaceOf(path), module.default]));
}
