/** The menu: six groups of what exists, then the simulator and the settings. */
import { ExperimentOutlined, HomeOutlined, MenuFoldOutlined, MenuUnfoldOutlined, SettingOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { MENU_GROUPS, type MenuEntry } from "./feature";
import { features } from "./features";
import { usePreferences } from "./preferences";
import { useSession } from "./session";
import styles from "./Shell.module.css";

interface Props {
  /** Shows icons only. */
  isFolded: boolean;
  canUnfold: boolean;
}

export function Sider({ isFolded, canUnfold }: Props) {
  const { t } = useTranslation("app");
  const groups = useAllowedMenu();
  const foldMenu = usePreferences((state) => state.foldMenu);

  return (
    <nav className={styles.sider} aria-label={t("menu.label")}>
      <NavLink to="/" className={styles.brand} aria-label={t("menu.home")}>
        <img src="/favicon.svg" alt="" />
        <span className={styles.label}>{t("brand")}</span>
      </NavLink>
      <div className={styles.menu}>
        <Entry to="/" label={t("menu.workbench")} icon={<HomeOutlined />} isFolded={isFolded} isExact />
        {groups.map(({ group, entries }) => (
          <div key={group} role="group" aria-label={t(`menu.${group}`)}>
            <div className={styles.groupTitle}>
              <span>{t(`menu.${group}`)}</span>
            </div>
            {entries.map((entry) => (
              <Entry key={entry.path} to={entry.path} label={t(entry.label)} icon={entry.icon} isFolded={isFolded} />
            ))}
          </div>
        ))}
      </div>
      <div className={styles.foot}>
        <Entry to="/sandbox" label={t("menu.sandbox")} icon={<ExperimentOutlined />} isFolded={isFolded} />
        <Entry to="/setup" label={t("menu.settings")} icon={<SettingOutlined />} isFolded={isFolded} />
        {canUnfold && (
          <button
            type="button"
            className={styles.fold}
            aria-label={t(isFolded ? "menu.unfold" : "menu.fold")}
            onClick={() => foldMenu(!isFolded)}
          >
            {isFolded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            <span className={styles.label}>{t("menu.fold")}</span>
          </button>
        )}
      </div>
    </nav>
  );
}

interface EntryProps {
  to: string;
  label: string;
  icon: ReactNode;
  isFolded: boolean;
  isExact?: boolean;
}

function Entry({ to, label, icon, isFolded, isExact }: EntryProps) {
  return (
    <Tooltip title={isFolded ? label : ""} placement="right">
      <NavLink to={to} className={styles.entry} end={isExact}>
        {icon}
        <span className={styles.label}>{label}</span>
      </NavLink>
    </Tooltip>
  );
}

/** The menu by group, without entries the account may not use and without groups left empty. */
function useAllowedMenu(): { group: string; entries: MenuEntry[] }[] {
  const { permissions } = useSession().account;
  const may = ({ permission }: MenuEntry) => !permission || permissions.includes("*") || permissions.includes(permission);
  const allowed = features.flatMap((feature) => feature.menu).filter(may);
  return MENU_GROUPS.map((group) => ({ group, entries: allowed.filter((entry) => entry.group === group) })).filter(
    ({ entries }) => entries.length > 0,
  );
}
