/** One picture, video or file: upload it here or take one that was uploaded before. */
import { DeleteOutlined, FileOutlined, UploadOutlined, VideoCameraOutlined } from "@ant-design/icons";
import { App, Button, Select, Upload } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { useWords } from "../../../parts/words";
import { ACCEPTS, contentUrl, useMaterials, useUpload, type MaterialKind } from "./materials";
import styles from "./Composer.module.css";

interface Props {
  id?: string;
  kind: MaterialKind;
  value: string | null;
  onChange: (materialId: string | null) => void;
}

export function MaterialField({ id, kind, value, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const sending = useUpload();
  const { types, maxBytes } = ACCEPTS[kind];

  const take = (file: File) => {
    if (file.size > maxBytes) {
      void message.error(t("material.too_big", { name: file.name, mb: maxBytes / 1024 / 1024 }));
    } else {
      sending.mutate(file, { onSuccess: (made) => onChange(made.id), onError: (error) => void message.error(errorWords(error)) });
    }
    // The component would send it itself, without our header.
    return false;
  };
  return (
    <div className={styles.material}>
      {value && <Shown kind={kind} id={value} onRemove={() => onChange(null)} />}
      <Upload accept={types} showUploadList={false} beforeUpload={take}>
        <Button id={id} icon={<UploadOutlined />} loading={sending.isPending}>
          {t(value ? "material.replace" : `material.upload_${kind}`)}
        </Button>
      </Upload>
      <Library kind={kind} onChange={onChange} />
    </div>
  );
}

function Library({ kind, onChange }: { kind: MaterialKind; onChange: (id: string) => void }) {
  const { t } = useTranslation("channel_codes");
  const [typed, setTyped] = useState("");
  const [wasOpened, setOpened] = useState(false);
  const { data, isFetching } = useMaterials(kind, useDeferredValue(typed), wasOpened);
  return (
    <Select<string>
      aria-label={t("material.library")}
      style={{ width: 180 }}
      placeholder={t("material.library")}
      value={null as unknown as string}
      loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={() => setOpened(true)}
      onChange={onChange}
      notFoundContent={t("material.none")}
      options={(data?.items ?? []).map((material) => ({ value: material.id, label: material.name }))}
    />
  );
}

function Shown({ kind, id, onRemove }: { kind: MaterialKind; id: string; onRemove: () => void }) {
  const { t } = useTranslation("channel_codes");
  const { data } = useMaterials(kind);
  const name = data?.items.find((material) => material.id === id)?.name ?? t(`attachment.${kind}`);
  return (
    <span className={styles.shown}>
      {kind === "image" ? <img src={contentUrl(id)} alt={name} /> : kind === "video" ? <VideoCameraOutlined /> : <FileOutlined />}
      <span className={styles.shownName} title={name}>
        {name}
      </span>
      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("material.remove", { name })} onClick={onRemove} />
    </span>
  );
}
