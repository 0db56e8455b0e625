/** Customers in the console: menu entry, list with drawer, and finding one by name from the palette. */
import { TeamOutlined } from "@ant-design/icons";

import { api, call } from "@siyu/shared/api";

import type { Feature } from "../app/feature";

const feature: Feature = {
  key: "customers",
  menu: [{ group: "customers", path: "/customers", label: "customers:menu.customers", icon: <TeamOutlined />, permission: "customers.read" }],
  routes: [{ path: "customers", lazy: () => import("./list/CustomersPage") }],
  find: async (typed) => {
    const { items } = await call(api.GET("/api/customers", { params: { query: { q: typed, limit: 5 } } }));
    return items.map((person) => ({
      key: person.person_id,
      label: person.name,
      hint: person.relations[0]?.staff.name,
      to: `/customers?open=${person.person_id}`,
    }));
  },
};

export default feature;
