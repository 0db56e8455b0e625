/** Channel codes in the console: menu entry, pages and palette lines. */
import { QrcodeOutlined } from "@ant-design/icons";

import { api, call } from "@siyu/shared/api";

import type { Feature } from "../../app/feature";

const feature: Feature = {
  key: "channel_codes",
  menu: [{ group: "acquire", path: "/codes", label: "channel_codes:menu.codes", icon: <QrcodeOutlined />, permission: "codes.read" }],
  routes: [
    { path: "codes", lazy: () => import("./list/CodesPage") },
    { path: "codes/new", lazy: () => import("./editor/EditorPage") },
    { path: "codes/:id/edit", lazy: () => import("./editor/EditorPage") },
    { path: "codes/statistics", lazy: () => import("./statistics/StatisticsPage") },
    { path: "codes/default-welcome", lazy: () => import("./standard/DefaultWelcomePage") },
  ],
  commands: [
    { key: "codes.new", label: "channel_codes:command.new", to: "/codes/new" },
    { key: "codes.statistics", label: "channel_codes:command.statistics", to: "/codes/statistics" },
    { key: "codes.default-welcome", label: "channel_codes:command.default_welcome", to: "/codes/default-welcome" },
  ],
  find: async (typed) => {
    const { items } = await call(api.GET("/api/codes", { params: { query: { q: typed, limit: 5 } } }));
    return items.map((code) => ({ key: code.id, label: code.name, hint: code.remark, to: `/codes?open=${code.id}` }));
  },
};

export default feature;
