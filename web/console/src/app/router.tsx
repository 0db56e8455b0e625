/** Every address of the console: our own pages and those the features bring. */
import { createBrowserRouter } from "react-router";

import { ErrorPage } from "../pages/ErrorPage";
import { features } from "./features";
import { PageSkeleton } from "./PageSkeleton";
import { Shell } from "./Shell";

export const router = createBrowserRouter([
  { path: "/login", lazy: () => import("../pages/login/LoginPage"), HydrateFallback: PageSkeleton },
  { path: "/bootstrap", lazy: () => import("../pages/login/BootstrapPage"), HydrateFallback: PageSkeleton },
  {
    path: "/",
    Component: Shell,
    HydrateFallback: PageSkeleton,
    children: [
      {
        ErrorBoundary: ErrorPage,
        children: [
          { index: true, lazy: () => import("../pages/workbench/WorkbenchPage") },
          { path: "setup", lazy: () => import("../pages/setup/SetupPage") },
          { path: "sandbox", lazy: () => import("../pages/sandbox/SandboxPage") },
          ...features.flatMap((feature) => feature.routes),
          { path: "*", lazy: () => import("../pages/NotFoundPage") },
        ],
      },
    ],
  },
]);
