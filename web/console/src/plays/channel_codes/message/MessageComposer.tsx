/** Writes one message: text with variables and a byte count, and up to nine attachments. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, type GetRef } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Message } from "@siyu/shared/api";
import { MESSAGE_VARIABLES } from "@siyu/shared/chat-ui";
import { exact } from "@siyu/shared/format";

import { Field } from "../fields/Field";
import { AttachmentEditor } from "./AttachmentEditor";
import { emptyAttachment, KINDS, moved } from "./attachments";
import styles from "./Composer.module.css";
import { insertAt, LIMITS, longestBytes, unknownVariables } from "./text";

interface Props {
  path: string;
  value: Message;
  onChange: (message: Message) => void;
  label?: string;
}

export function MessageComposer({ path, value, onChange, label }: Props) {
  return (
    <div className={styles.composer} data-field={path}>
      <Text path={`${path}.text`} label={label} value={value.text} onChange={(text) => onChange({ ...value, text })} />
      <Attachments path={path} value={value} onChange={onChange} />
    </div>
  );
}

interface TextProps {
  path: string;
  label?: string;
  value: string;
  onChange: (text: string) => void;
}

function Text({ path, label, value, onChange }: TextProps) {
  const { t } = useTranslation("channel_codes");
  const area = useRef<GetRef<typeof Input.TextArea>>(null);
  const insert = (word: string) => {
    const input = area.current?.resizableTextArea?.textArea;
    const { text, caret } = insertAt(value, word, input?.selectionStart ?? value.length, input?.selectionEnd ?? value.length);
    onChange(text);
    // The caret can only be set once the new text is in the box.
    requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(caret, caret);
    });
  };
  const unknown = unknownVariables(value);
  return (
    <Field path={path} label={label ?? t("message.text")} hint={unknown.length > 0 && t("message.unknown", { names: unknown.join(t("list_separator")) })}>
      {(aria) => (
        <div className={styles.text}>
          <div className={styles.textTop}>
            {MESSAGE_VARIABLES.map((variable) => (
              <Button key={variable} size="small" onClick={() => insert(variable)}>
                {t("message.insert", { name: variable.slice(2, -2) })}
              </Button>
            ))}
            <Bytes bytes={longestBytes(value)} />
          </div>
          <Input.TextArea
            {...aria}
            ref={area}
            autoSize={{ minRows: 4, maxRows: 12 }}
            value={value}
            placeholder={t("message.placeholder")}
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      )}
    </Field>
  );
}

function Bytes({ bytes }: { bytes: number }) {
  const { t } = useTranslation("channel_codes");
  return (
    <span className={styles.bytes} data-over={bytes > LIMITS.textBytes || undefined} role="status">
      {t(bytes > LIMITS.textBytes ? "message.bytes_over" : "message.bytes", {
        bytes: exact(bytes),
        max: exact(LIMITS.textBytes),
        over: exact(bytes - LIMITS.textBytes),
      })}
    </span>
  );
}

function Attachments({ path, value, onChange }: Props) {
  const { t } = useTranslation("channel_codes");
  const { attachments } = value;
  const write = (next: Message["attachments"]) => onChange({ ...value, attachments: next });
  const isFull = attachments.length >= LIMITS.attachments;
  return (
    <Field path={`${path}.attachments`} isDeep={false}>
      {({ id }) => (
        <>
          <ol className={styles.attachments}>
            {attachments.map((attachment, index) => (
              <AttachmentEditor
                key={index}
                path={`${path}.attachments.${index}`}
                number={index + 1}
                count={attachments.length}
                value={attachment}
                onChange={(next) => write(attachments.map((other, at) => (at === index ? next : other)))}
                onMove={(step) => write(moved(attachments, index, step))}
                onRemove={() => write(attachments.filter((_, at) => at !== index))}
              />
            ))}
          </ol>
          <Dropdown
            trigger={["click"]}
            disabled={isFull}
            menu={{
              items: KINDS.map((kind) => ({ key: kind, label: t(`attachment.${kind}`) })),
              onClick: ({ key }) => {
                const kind = KINDS.find((each) => each === key);
                if (kind) write([...attachments, emptyAttachment(kind)]);
              },
            }}
          >
            <Button id={id} type="dashed" icon={<PlusOutlined />}>
              {t("attachment.add", { count: attachments.length, max: LIMITS.attachments })}
            </Button>
          </Dropdown>
        </>
      )}
    </Field>
  );
}
