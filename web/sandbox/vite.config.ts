import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SANDBOX = process.env.SIYU_DEV_SANDBOX ?? "http://127.0.0.1:8801";

export default defineConfig({
  plugins: [react()],
  base: "./",
  server: {
    host: "127.0.0.1",
    port: Number(process.env.SIYU_DEV_PORT ?? 5181),
    proxy: { "/sandbox": SANDBOX, "/avatar": SANDBOX, "/qr": SANDBOX, "/media": SANDBOX },
  },
  build: { target: "es2022", outDir: "../../weixin_sandbox/static", emptyOutDir: true, manifest: true },
});
