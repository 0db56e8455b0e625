/** Go anywhere from the keyboard: pages, what features offer, and what they find on the server. */
import { useQueries } from "@tanstack/react-query";
import { Modal } from "antd";
import { Command as Palette } from "cmdk";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { usePinyin } from "../parts/pinyin";
import styles from "./CommandPalette.module.css";
import type { Command } from "./feature";
import { features } from "./features";

interface Props {
  isOpen: boolean;
  onClose: () => void;
}

export default function CommandPalette({ isOpen, onClose }: Props) {
  const { t } = useTranslation("app");
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const matches = usePinyin();
  const score = (value: string, wanted: string, keywords: string[] = []) =>
    value.startsWith(FOUND) || keywords.some((words) => matches(words, wanted.trim())) ? 1 : 0;
  const known = useKnownCommands();
  const found = useFoundCommands(useDeferredValue(typed.trim()));

  const go = (command: Command) => {
    onClose();
    setTyped("");
    void navigate(command.to);
  };
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      style={{ top: "14vh" }}
      // The title names the dialog for a screen reader; the field says the same to the eye.
      title={t("palette.open")}
      styles={{ container: { padding: 0, overflow: "hidden" }, header: { display: "none" } }}
      destroyOnHidden
    >
      <Palette label={t("palette.open")} filter={score} className={styles.palette}>
        {/* The reader asked for this dialog in order to type. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Palette.Input autoFocus value={typed} onValueChange={setTyped} placeholder={t("palette.placeholder")} />
        <Palette.List label={t("palette.results")}>
          <Palette.Empty>{t("palette.nothing")}</Palette.Empty>
          <Lines heading={t("palette.go")} commands={known} onRun={go} />
          <Lines heading={t("palette.found")} commands={found} onRun={go} isFound />
        </Palette.List>
      </Palette>
    </Modal>
  );
}

interface LinesProps {
  heading: string;
  commands: Command[];
  onRun: (command: Command) => void;
  isFound?: boolean;
}

// The server has already matched what it found; the prefix tells the filter to leave those lines alone.
const FOUND = "found:";

function Lines({ heading, commands, onRun, isFound = false }: LinesProps) {
  if (commands.length === 0) return null;
  return (
    <Palette.Group heading={heading}>
      {commands.map((command) => (
        <Palette.Item
          key={command.key}
          value={isFound ? FOUND + command.key : command.key}
          keywords={[command.label, command.hint ?? ""]}
          onSelect={() => onRun(command)}
        >
          <span>{command.label}</span>
          {command.hint && <small>{command.hint}</small>}
        </Palette.Item>
      ))}
    </Palette.Group>
  );
}

function useKnownCommands(): Command[] {
  const { t } = useTranslation("app");
  const pages = features.flatMap((feature) => feature.menu).map((entry) => ({ key: entry.path, label: t(entry.label), to: entry.path }));
  const offered = features.flatMap((feature) => feature.commands ?? []).map((command) => ({ ...command, label: t(command.label) }));
  const own = [
    { key: "/", label: t("menu.workbench"), to: "/" },
    { key: "/sandbox", label: t("menu.sandbox"), to: "/sandbox" },
    { key: "/setup", label: t("menu.setup"), to: "/setup" },
  ];
  return [...own, ...pages, ...offered];
}

function useFoundCommands(typed: string): Command[] {
  const finders = features.filter((feature) => feature.find);
  return useQueries({
    queries: finders.map((feature) => ({
      queryKey: ["palette", feature.key, typed],
      queryFn: () => feature.find?.(typed) ?? [],
      enabled: typed.length > 0,
    })),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });
}
