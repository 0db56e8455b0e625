import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = process.env.SIYU_DEV_SERVER ?? "http://127.0.0.1:8800";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    port: Number(process.env.SIYU_DEV_PORT ?? 5180),
    proxy: { "/api": { target: SERVER, changeOrigin: false } },
  },
  build: {
    target: "es2022",
    manifest: true,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // Named groups keep vendor hashes still when only our own code changes.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|react-router|use-sync-external-store)\// },
            {
              // A third of the component library that the first screens do without. Locales and one small context
              // of the table are used by the core, so they stay with it.
              name: "antd-dates-and-tables",
              test: /^(?!.*(locale|TableMeasureRowContext)).*node_modules\/(@rc-component\/(picker|table|tree|upload|pagination)|antd\/es\/(date-picker|time-picker|calendar|table|tree|upload|pagination))\//,
              priority: 2,
              // Else the group would pull in the core it shares with every page.
              includeDependenciesRecursively: false,
            },
            { name: "antd", test: /node_modules\/(antd|@ant-design|@rc-component|rc-[a-z-]+)\// },
            { name: "charts", test: /node_modules\/(echarts|zrender)\// },
            { name: "palette", test: /node_modules\/(cmdk|@radix-ui)\// },
            { name: "data", test: /node_modules\/(@tanstack|zustand|i18next|react-i18next|openapi-fetch|dayjs)\// },
          ],
        },
      },
    },
  },
});
