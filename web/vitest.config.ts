import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    environment: "happy-dom",
    environmentOptions: { happyDOM: { url: "http://127.0.0.1:8800/" } },
    include: ["{shared,console,sandbox}/src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Rendering the component library in a simulated browser is slow on a busy machine.
    testTimeout: 30_000,
  },
});
