/** Chooses several staff: department tree, search, and who is chosen so far. The one picker for people. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { StaffPanes } from "./StaffPanes";
import styles from "./StaffPicker.module.css";
import { useStaffById } from "./useStaff";

interface Props {
  id?: string;
  value: string[];
  onChange: (ids: string[]) => void;
  /** The most that may be chosen. */
  max?: number;
  label?: string;
}

export function StaffPicker({ id, value, onChange, max, label }: Props) {
  const { t } = useTranslation("parts");
  const byId = useStaffById(value.length > 0);
  const [draft, setDraft] = useState<string[] | null>(null);
  const take = () => {
    if (draft) onChange(draft);
    setDraft(null);
  };
  return (
    <div className={styles.field}>
      {value.map((staffId) => (
        <Tag key={staffId} closable onClose={() => onChange(value.filter((other) => other !== staffId))}>
          {byId.get(staffId)?.name ?? t("staff.unknown")}
        </Tag>
      ))}
      <Button id={id} size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setDraft(value)}>
        {label ?? t("staff.choose")}
      </Button>
      <Modal
        open={draft !== null}
        title={label ?? t("staff.choose")}
        width={760}
        okText={t("staff.take", { count: draft?.length ?? 0 })}
        okButtonProps={{ disabled: max !== undefined && (draft?.length ?? 0) > max }}
        onOk={take}
        onCancel={() => setDraft(null)}
        destroyOnHidden
      >
        {draft && <StaffPanes value={draft} onChange={setDraft} max={max} />}
      </Modal>
    </div>
  );
}
