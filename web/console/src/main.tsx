import { createRoot } from "react-dom/client";

import { startI18n } from "@siyu/shared/i18n";
import "@siyu/shared/tokens.css";

import { Console } from "./app/Console";
import { loadWording } from "./app/wording";

await startI18n(loadWording);
createRoot(document.getElementById("root") as HTMLElement).render(<Console />);
