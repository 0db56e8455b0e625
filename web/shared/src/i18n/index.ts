/** Starts i18next with Chinese as the source and English on demand; every folder brings its own words. */
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

import { setFormatLanguage, type Language } from "../format";

export type Words = Record<string, unknown>;
/** Wording by namespace, for one language. */
export type Namespaces = Record<string, Words>;
export type LoadLanguage = (language: Language) => Promise<Namespaces>;

export const LANGUAGES: Language[] = ["zh-CN", "en-US"];
const REMEMBERED = "siyu.language";

export function rememberedLanguage(): Language {
  const saved = localStorage.getItem(REMEMBERED);
  return LANGUAGES.find((language) => language === saved) ?? "zh-CN";
}

let load: LoadLanguage | undefined;
const loaded = new Set<Language>();

/** Must resolve before the first render, so that no screen ever flashes its keys. */
export async function startI18n(loadLanguage: LoadLanguage, language = rememberedLanguage()): Promise<i18n> {
  load = loadLanguage;
  loaded.add(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: (await loadLanguage(language)) as Record<string, Record<string, string>> },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  apply(language);
  return i18next;
}

export async function switchLanguage(language: Language): Promise<void> {
  if (load && !loaded.has(language)) {
    for (const [namespace, words] of Object.entries(await load(language))) {
      i18next.addResourceBundle(language, namespace, words);
    }
    loaded.add(language);
  }
  localStorage.setItem(REMEMBERED, language);
  apply(language);
  await i18next.changeLanguage(language);
}

function apply(language: Language): void {
  setFormatLanguage(language);
  document.documentElement.lang = language;
}
