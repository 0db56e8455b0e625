import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

import type { Language } from "@siyu/shared/format";
import { startI18n, type Namespaces, type Words } from "@siyu/shared/i18n";
import { SandboxProvider } from "@siyu/shared/phones";
import "@siyu/shared/tokens.css";

import { SandboxPage } from "./page/SandboxPage";

type Module = { default: Words };
const words = import.meta.glob<Module>(["./**/locales/*.json", "../../shared/src/**/locales/*.json"]);

async function loadWording(language: Language): Promise<Namespaces> {
  const wanted = Object.entries(words).filter(([path]) => path.endsWith(`/${language}.json`));
  const loaded = wanted.map(async ([path, load]) => [path.split("/").at(-3), (await load()).default] as const);
  return Object.fromEntries(await Promise.all(loaded));
}

await startI18n(loadWording);
createRoot(document.getElementById("root") as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <SandboxProvider base="">
      <SandboxPage />
    </SandboxProvider>
  </QueryClientProvider>,
);
