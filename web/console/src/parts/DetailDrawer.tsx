/** A row's detail beside its list: wide enough to work in, arrows to walk the list. */
import { DownOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Drawer, Space } from "antd";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Walk } from "./table";

interface Props {
  title: ReactNode;
  walk: Walk;
  extra?: ReactNode;
  width?: 720 | 960;
  children: ReactNode;
}

export function DetailDrawer({ title, walk, extra, width = 720, children }: Props) {
  const { t } = useTranslation("parts");
  useArrowKeys(walk);
  return (
    <Drawer
      open
      title={title}
      size={width}
      onClose={walk.close}
      extra={
        <Space>
          {extra}
          <Button aria-label={t("detail.previous")} icon={<UpOutlined />} disabled={!walk.toPrevious} onClick={walk.toPrevious} />
          <Button aria-label={t("detail.next")} icon={<DownOutlined />} disabled={!walk.toNext} onClick={walk.toNext} />
        </Space>
      }
    >
      {children}
    </Drawer>
  );
}

function useArrowKeys({ toPrevious, toNext }: Walk): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      if (!event.altKey && target.closest("input, textarea, [contenteditable], [role=listbox], [role=tablist], [role=menu]")) return;
      const step = { ArrowUp: toPrevious, ArrowDown: toNext }[event.key];
      if (!step) return;
      event.preventDefault();
      step();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [toPrevious, toNext]);
}
