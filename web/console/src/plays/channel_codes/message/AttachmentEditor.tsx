/** One attachment of a message: its kind's fields, its place in the order, and its removal. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";

import type { Attachment } from "@siyu/shared/api";

import { Field, FieldProblems } from "../fields/Field";
import styles from "./Composer.module.css";
import { MaterialField } from "./MaterialField";
import { LIMITS, utf8Bytes } from "./text";

interface Props {
  path: string;
  number: number;
  count: number;
  value: Attachment;
  onChange: (attachment: Attachment) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}

export function AttachmentEditor({ path, number, count, value, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation("channel_codes");
  return (
    <li className={styles.attachment} data-field={path}>
      <div className={styles.attachmentTop}>
        <strong>
          {number}. {t(`attachment.${value.kind}`)}
        </strong>
        <span>
          <Button
            size="small"
            type="text"
            icon={<ArrowUpOutlined />}
            aria-label={t("attachment.up", { number })}
            disabled={number === 1}
            onClick={() => onMove(-1)}
          />
          <Button
            size="small"
            type="text"
            icon={<ArrowDownOutlined />}
            aria-label={t("attachment.down", { number })}
            disabled={number === count}
            onClick={() => onMove(1)}
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("attachment.remove", { number })}
            onClick={onRemove}
          />
        </span>
      </div>
      <Body path={path} value={value} onChange={onChange} />
      <FieldProblems path={path} isDeep={false} />
    </li>
  );
}

function Body({ path, value, onChange }: Pick<Props, "path" | "value" | "onChange">) {
  switch (value.kind) {
    case "link":
      return <LinkFields path={path} value={value} onChange={onChange} />;
    case "miniprogram":
      return <MiniProgramFields path={path} value={value} onChange={onChange} />;
    default:
      return (
        <Field path={`${path}.material_id`}>
          {({ id }) => (
            <MaterialField
              id={id}
              kind={value.kind}
              value={value.material_id || null}
              onChange={(material_id) => onChange({ ...value, material_id: material_id ?? "" })}
            />
          )}
        </Field>
      );
  }
}

type Of<K extends Attachment["kind"]> = Extract<Attachment, { kind: K }>;

interface KindProps<A> {
  path: string;
  value: A;
  onChange: (attachment: A) => void;
}

function LinkFields({ path, value, onChange }: KindProps<Of<"link">>) {
  const line = (key: "title" | "desc" | "url" | "picurl", maxBytes: number) => (
    <Line path={`${path}.${key}`} name={`link_${key}`} maxBytes={maxBytes} value={value[key] ?? ""} onChange={(text) => onChange({ ...value, [key]: text })} />
  );
  return (
    <>
      {line("title", LIMITS.linkTitleBytes)}
      {line("desc", LIMITS.linkDescBytes)}
      {line("url", LIMITS.urlBytes)}
      {line("picurl", LIMITS.urlBytes)}
    </>
  );
}

function MiniProgramFields({ path, value, onChange }: KindProps<Of<"miniprogram">>) {
  const { t } = useTranslation("channel_codes");
  const line = (key: "title" | "appid" | "page", maxBytes?: number) => (
    <Line path={`${path}.${key}`} name={`miniprogram_${key}`} maxBytes={maxBytes} value={value[key]} onChange={(text) => onChange({ ...value, [key]: text })} />
  );
  return (
    <>
      {line("title", LIMITS.miniprogramTitleBytes)}
      {line("appid")}
      {line("page")}
      <Field path={`${path}.material_id`} label={t("attachment.miniprogram_cover")} isRequired>
        {({ id }) => (
          <MaterialField
            id={id}
            kind="image"
            value={value.material_id || null}
            onChange={(material_id) => onChange({ ...value, material_id: material_id ?? "" })}
          />
        )}
      </Field>
    </>
  );
}

interface LineProps {
  path: string;
  name: string;
  value: string;
  maxBytes?: number;
  onChange: (text: string) => void;
}

const OPTIONAL = ["link_desc", "link_picurl"];

function Line({ path, name, value, maxBytes, onChange }: LineProps) {
  const { t } = useTranslation("channel_codes");
  const bytes = utf8Bytes(value);
  return (
    <Field path={path} label={t(`attachment.${name}`)} isRequired={!OPTIONAL.includes(name)}>
      {(aria) => (
        <Input
          {...aria}
          value={value}
          status={maxBytes !== undefined && bytes > maxBytes ? "error" : undefined}
          suffix={maxBytes !== undefined && bytes > maxBytes * 0.6 ? <small>{`${bytes}/${maxBytes}`}</small> : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
