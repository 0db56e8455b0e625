/** The row of filters above a table: three at first, the rest on demand. */
import { DownOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import styles from "./QueryTable.module.css";
import type { FilterField } from "./types";
import type { TableUrl } from "./useTableUrl";

const SHOWN_AT_FIRST = 3;

export function FilterBar({ fields, url }: { fields: FilterField[]; url: TableUrl }) {
  const { t } = useTranslation("parts");
  const id = useId();
  const [draft, setDraft] = useState(url.filters);
  const hiddenInUse = fields.slice(SHOWN_AT_FIRST).some((field) => url.filters[field.key]);
  const [isOpen, setOpen] = useState(hiddenInUse);
  // Back, Forward and a cleared filter change the address under the form: it follows.
  const [followed, setFollowed] = useState(url.filters);
  if (followed !== url.filters) {
    setFollowed(url.filters);
    setDraft(url.filters);
  }

  const change = (field: FilterField, value: string | undefined) => {
    setDraft((before) => ({ ...before, [field.key]: value ?? "" }));
    if (!field.isTyped) url.setFilters({ ...draft, [field.key]: value });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    url.setFilters(draft);
  };
  const shown = isOpen ? fields : fields.slice(0, SHOWN_AT_FIRST);

  return (
    <form className={styles.filters} onSubmit={submit} role="search" aria-label={t("table.filters")}>
      {shown.map((field) => (
        <div key={field.key} className={styles.filter}>
          <label htmlFor={`${id}${field.key}`}>{field.label}</label>
          {field.control({
            id: `${id}${field.key}`,
            value: draft[field.key] || undefined,
            onChange: (value) => change(field, value),
          })}
        </div>
      ))}
      <div className={styles.filterButtons}>
        <Button htmlType="submit" type="primary">
          {t("table.search")}
        </Button>
        <Button onClick={url.clearFilters}>{t("table.reset")}</Button>
        {fields.length > SHOWN_AT_FIRST && (
          <Button
            type="link"
            icon={isOpen ? <UpOutlined /> : <DownOutlined />}
            iconPlacement="end"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? "table.fewer_filters" : "table.more_filters")}
          </Button>
        )}
      </div>
    </form>
  );
}

/** The filter most tables begin with. */
export function textFilter(key: string, label: string, placeholder?: string): FilterField {
  return {
    key,
    label,
    isTyped: true,
    control: ({ id, value, onChange }) => (
      <Input
        id={id}
        allowClear
        value={value ?? ""}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    ),
  };
}
