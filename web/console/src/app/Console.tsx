/** The outermost component: theme, language, server data and routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import updateLocale from "dayjs/plugin/updateLocale";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { RouterProvider } from "react-router";

import { usePreferences } from "./preferences";
import { queryClient } from "./queries";
import { router } from "./router";
import { antdTheme } from "./theme";

dayjs.extend(updateLocale);
dayjs.updateLocale("en", { weekStart: 1 });

export function Console() {
  const { i18n } = useTranslation();
  const theme = usePreferences((state) => state.theme);
  const isChinese = i18n.language === "zh-CN";

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  dayjs.locale(isChinese ? "zh-cn" : "en");

  return (
    <ConfigProvider
      locale={isChinese ? zhCN : enUS}
      theme={antdTheme(theme)}
      // Without this antd writes two-character Chinese labels with a space, which no screen reader or test expects.
      button={{ autoInsertSpace: false }}
    >
      <App message={{ maxCount: 3 }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
