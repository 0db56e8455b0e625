/** The bar on top: company, search, simulator, look, language and account. */
import {
  BulbOutlined,
  DownOutlined,
  ExperimentOutlined,
  LogoutOutlined,
  MoonOutlined,
  SearchOutlined,
  TranslationOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Dropdown, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { api, call } from "@siyu/shared/api";
import { switchLanguage } from "@siyu/shared/i18n";

import { LinkButton } from "../parts/LinkButton";
import { usePreferences } from "./preferences";
import { adoptSession, rememberLeaving, useSession } from "./session";
import styles from "./Shell.module.css";

const isMac = navigator.platform.startsWith("Mac");

export function Header({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation("app");
  return (
    <header className={styles.header}>
      <CorpSwitch />
      <span className={styles.spacer} />
      <button type="button" className={styles.search} onClick={onSearch} aria-label={t("palette.open")}>
        <SearchOutlined aria-hidden />
        <span className={styles.searchWords}>{t("palette.open")}</span>
        <kbd>{isMac ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <LinkButton to="/sandbox" icon={<ExperimentOutlined />} className={styles.narrow} aria-label={t("menu.sandbox")}>
        {t("menu.sandbox")}
      </LinkButton>
      <Look />
      <AccountMenu />
    </header>
  );
}

function CorpSwitch() {
  const { t } = useTranslation("app");
  const { corps = [], corp_id } = useSession();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: (id: string) => call(api.POST("/api/session/corp", { body: { corp_id: id } })),
    onSuccess: (session) => {
      adoptSession(session);
      void navigate("/");
    },
  });
  const current = corps.find((corp) => corp.id === corp_id);

  if (!current) return <Link to="/setup">{t("corp.none")}</Link>;
  if (corps.length === 1) {
    return (
      <span className={styles.corp} title={current.name}>
        {current.name}
      </span>
    );
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        selectedKeys: [current.id],
        items: corps.map((corp) => ({ key: corp.id, label: corp.name })),
        onClick: ({ key }) => change.mutate(key),
      }}
    >
      <Button type="text" loading={change.isPending} icon={<DownOutlined />} iconPlacement="end" aria-label={t("corp.switch")}>
        <span className={styles.corp}>{current.name}</span>
      </Button>
    </Dropdown>
  );
}

function Look() {
  const { t, i18n } = useTranslation("app");
  const { theme, setTheme } = usePreferences();
  const other = theme === "dark" ? "light" : "dark";
  const otherLanguage = i18n.language === "zh-CN" ? "en-US" : "zh-CN";
  return (
    <>
      <Tooltip title={t(`look.${other}`)}>
        <Button
          type="text"
          aria-label={t(`look.${other}`)}
          icon={theme === "dark" ? <BulbOutlined /> : <MoonOutlined />}
          onClick={() => setTheme(other)}
        />
      </Tooltip>
      <Tooltip title={t("look.other_language")}>
        <Button
          type="text"
          aria-label={t("look.other_language")}
          icon={<TranslationOutlined />}
          onClick={() => void switchLanguage(otherLanguage)}
        />
      </Tooltip>
    </>
  );
}

function AccountMenu() {
  const { t } = useTranslation("app");
  const { account, version } = useSession();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => call(api.DELETE("/api/session")),
    onSuccess: () => {
      rememberLeaving();
      // A full load, so that nothing of this account stays in memory.
      location.assign("/login");
    },
  });
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", label: account.email, disabled: true },
          { key: "version", label: t("account.version", { version }), disabled: true },
          { type: "divider" },
          { key: "setup", label: t("menu.settings"), onClick: () => void navigate("/setup") },
          { key: "leave", label: t("account.leave"), icon: <LogoutOutlined />, onClick: () => leave.mutate() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} className={styles.narrow} aria-label={t("account.menu", { name: account.name })}>
        {account.name}
      </Button>
    </Dropdown>
  );
}
