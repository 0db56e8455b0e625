/** Makes a tag without leaving the form that needs it. */
import { PlusOutlined } from "@ant-design/icons";
import { App, AutoComplete, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { TagGroup } from "@siyu/shared/api";

import { useWords } from "../words";
import styles from "./TagPicker.module.css";
import { useCreateTag } from "./useTags";

// WeCom's own limit for tag and group names.
const LONGEST_NAME = 30;

interface Props {
  groups: TagGroup[];
  onMade: (id: string) => void;
}

export function NewTagForm({ groups, onMade }: Props) {
  const { t } = useTranslation("parts");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const create = useCreateTag();
  const [name, setName] = useState("");
  const [groupName, setGroupName] = useState("");

  const submit = () => {
    const group = groups.find((each) => each.name === groupName.trim());
    create.mutate(
      { name: name.trim(), ...(group ? { groupId: group.id } : { groupName: groupName.trim() }) },
      {
        onSuccess: (made) => {
          setName("");
          if (made) onMade(made);
        },
        onError: (error) => void message.error(errorWords(error)),
      },
    );
  };
  return (
    // The select closes on any press in its popup unless the press is kept here.
    <div className={styles.create} onMouseDown={(event) => event.stopPropagation()} role="presentation">
      <AutoComplete
        aria-label={t("tags.group")}
        placeholder={t("tags.group")}
        value={groupName}
        onChange={setGroupName}
        options={groups.map((group) => ({ value: group.name }))}
      />
      <Input
        aria-label={t("tags.name")}
        placeholder={t("tags.name")}
        maxLength={LONGEST_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.stopPropagation()}
        onPressEnter={submit}
      />
      <Button icon={<PlusOutlined />} loading={create.isPending} disabled={!name.trim() || !groupName.trim()} onClick={submit}>
        {t("tags.create")}
      </Button>
    </div>
  );
}
