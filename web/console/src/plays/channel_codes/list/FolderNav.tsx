/** The folders at the left of the list, with counts; the chosen one is part of the address. */
import { EllipsisOutlined, FolderAddOutlined, FolderOutlined, InboxOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Input, type InputRef } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { api, ApiError, call, type Folder } from "@siyu/shared/api";
import { exact } from "@siyu/shared/format";

import { useMay } from "../../../app/session";
import { useWords } from "../../../parts/words";
import { useFolders, useRefreshCodes } from "../codes";
import styles from "./List.module.css";

export function FolderNav() {
  const { t } = useTranslation("channel_codes");
  const [params] = useSearchParams();
  const current = params.get("folder_id");
  const folders = useFolders().data?.items ?? [];
  const mayWrite = useMay("codes.write");
  const [editing, setEditing] = useState<string | null>(null);
  const total = folders.reduce((sum, folder) => sum + folder.count, 0);

  return (
    <nav className={styles.folders} aria-label={t("folder.label")}>
      <ul>
        <li>
          <FolderLink id={null} isCurrent={current === null} icon={<InboxOutlined />} name={t("folder.all")} count={total} />
        </li>
        {folders.map((folder) => (
          <li key={folder.id}>
            {editing === folder.id ? (
              <FolderForm folder={folder} onDone={() => setEditing(null)} />
            ) : (
              <>
                <FolderLink id={folder.id} isCurrent={current === folder.id} icon={<FolderOutlined />} name={folder.name} count={folder.count} />
                {mayWrite && <FolderMenu folder={folder} onRename={() => setEditing(folder.id)} />}
              </>
            )}
          </li>
        ))}
      </ul>
      {mayWrite &&
        (editing === "new" ? (
          <FolderForm onDone={() => setEditing(null)} />
        ) : (
          <Button type="text" block icon={<FolderAddOutlined />} onClick={() => setEditing("new")}>
            {t("folder.new")}
          </Button>
        ))}
    </nav>
  );
}

interface FolderLinkProps {
  id: string | null;
  isCurrent: boolean;
  icon: ReactNode;
  name: string;
  count: number;
}

function FolderLink({ id, isCurrent, icon, name, count }: FolderLinkProps) {
  const [params] = useSearchParams();
  const next = new URLSearchParams(params);
  for (const key of ["cursor", "open", "folder_id"]) next.delete(key);
  if (id) next.set("folder_id", id);
  return (
    <Link className={styles.folder} to={{ search: next.toString() }} aria-current={isCurrent ? "page" : undefined} title={name}>
      {icon}
      <span>{name}</span>
      <small>{exact(count)}</small>
    </Link>
  );
}

function FolderMenu({ folder, onRename }: { folder: Folder; onRename: () => void }) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const refresh = useRefreshCodes();
  const remove = async () => {
    try {
      await call(api.DELETE("/api/code-folders/{folder_id}", { params: { path: { folder_id: folder.id } } }));
      await refresh();
    } catch (error) {
      void message.error(errorWords(error));
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "rename", label: t("folder.rename"), onClick: onRename },
          {
            key: "delete",
            label: t(folder.is_default ? "folder.default_stays" : "folder.delete"),
            disabled: folder.is_default,
            danger: !folder.is_default,
            onClick: () => void remove(),
          },
        ],
      }}
    >
      <Button size="small" type="text" icon={<EllipsisOutlined />} aria-label={t("folder.menu", { name: folder.name })} />
    </Dropdown>
  );
}

// Opened by a click on its own button, so the cursor belongs in it at once.
const focusOnce = (input: InputRef | null) => input?.focus();

function FolderForm({ folder, onDone }: { folder?: Folder; onDone: () => void }) {
  const { t } = useTranslation("channel_codes");
  const { errorWords } = useWords();
  const refresh = useRefreshCodes();
  const [name, setName] = useState(folder?.name ?? "");
  const [problem, setProblem] = useState("");
  const save = async () => {
    const body = { name: name.trim() };
    if (!body.name || body.name === folder?.name) return onDone();
    try {
      await (folder
        ? call(api.PUT("/api/code-folders/{folder_id}", { params: { path: { folder_id: folder.id } }, body }))
        : call(api.POST("/api/code-folders", { body })));
      await refresh();
      onDone();
    } catch (error) {
      setProblem(error instanceof ApiError && error.fields[0] ? error.fields[0].message : errorWords(error));
    }
  };
  return (
    <div className={styles.folderForm}>
      <Input
        ref={focusOnce}
        aria-label={t("folder.name")}
        placeholder={t("folder.name")}
        maxLength={32}
        value={name}
        status={problem ? "error" : undefined}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={() => void save()}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
        onBlur={() => void save()}
      />
      {problem && <small role="alert">{problem}</small>}
    </div>
  );
}
