/** Chooses tags by group, by name or by pinyin, and makes a missing one in place. The one picker for tags. */
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { exact } from "@siyu/shared/format";

import { usePinyin } from "../pinyin";
import { NewTagForm } from "./NewTagForm";
import styles from "./TagPicker.module.css";
import { useTags } from "./useTags";

interface Props {
  id?: string;
  value: string[];
  onChange: (ids: string[]) => void;
  placeholder?: string;
  canCreate?: boolean;
  /** Above the list: how several tags are combined. */
  header?: ReactNode;
}

export function TagPicker({ id, value, onChange, placeholder, canCreate = true, header }: Props) {
  const { t } = useTranslation("parts");
  const { data, isFetching } = useTags();
  const matches = usePinyin();
  const groups = data?.groups ?? [];
  return (
    <Select
      id={id}
      mode="multiple"
      allowClear
      className={styles.select}
      maxTagCount="responsive"
      loading={isFetching}
      value={value}
      placeholder={placeholder ?? t("tags.choose")}
      onChange={onChange}
      notFoundContent={<p className={styles.none}>{t("tags.none")}</p>}
      showSearch={{
        filterOption: (typed, option) =>
          "name" in (option ?? {}) && matches(String((option as { name?: string }).name), typed),
      }}
      options={groups.map((group) => ({
        label: group.name,
        options: group.tags.map((tag) => ({ value: tag.id, name: tag.name, label: tag.name, count: tag.count })),
      }))}
      optionRender={({ data: option }) => (
        <span className={styles.option}>
          {option.label}
          <small>{exact((option as { count?: number }).count)}</small>
        </span>
      )}
      popupRender={(list) => (
        <>
          {header && <div className={styles.header}>{header}</div>}
          {list}
          {canCreate && <NewTagForm groups={groups} onMade={(made) => onChange([...value, made])} />}
        </>
      )}
    />
  );
}
