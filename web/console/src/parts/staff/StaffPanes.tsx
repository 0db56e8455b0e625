/** The three columns of the staff picker: departments, people, chosen. */
import { Button, Checkbox, Input, Skeleton, Tag, Tooltip, Tree } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Department, Staff } from "@siyu/shared/api";
import { Avatar } from "@siyu/shared/chat-ui";

import { ErrorState } from "../EmptyState";
import styles from "./StaffPicker.module.css";
import { loadStaff, useDepartments, useStaffById, useStaffSearch } from "./useStaff";

interface Props {
  value: string[];
  onChange: (ids: string[]) => void;
  max?: number;
}

/** Only an active member can be given customers; WeCom refuses the others. */
export const isUsable = (staff: Staff): boolean => staff.status === "active";

export function StaffPanes({ value, onChange, max }: Props) {
  const { t } = useTranslation("parts");
  const [typed, setTyped] = useState("");
  const [departmentId, setDepartment] = useState<number>();
  const add = (ids: string[]) => onChange([...new Set([...value, ...ids])]);
  const drop = (id: string) => onChange(value.filter((other) => other !== id));
  const addDepartment = async () => add((await loadStaff(departmentId)).filter(isUsable).map((staff) => staff.id));

  return (
    <>
      <div className={styles.search}>
        <Input.Search
          allowClear
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t("staff.search")}
          aria-label={t("staff.search")}
        />
        <Button onClick={() => void addDepartment()}>{t(departmentId === undefined ? "staff.add_everyone" : "staff.add_department")}</Button>
      </div>
      <div className={styles.panes}>
        <Departments value={departmentId} onChange={setDepartment} />
        <People typed={typed} departmentId={departmentId} chosen={value} onAdd={add} onDrop={drop} />
        <Chosen value={value} max={max} onDrop={drop} onClear={() => onChange([])} />
      </div>
    </>
  );
}

interface DepartmentsProps {
  value: number | undefined;
  onChange: (id: number | undefined) => void;
}

function Departments({ value, onChange }: DepartmentsProps) {
  const { t } = useTranslation("parts");
  const { data } = useDepartments();
  if (!data) return <Skeleton active />;
  return (
    <div className={styles.pane}>
      <Tree
        aria-label={t("staff.departments")}
        blockNode
        defaultExpandAll
        selectedKeys={value === undefined ? [] : [value]}
        treeData={branches(data.items, null)}
        onSelect={([key]) => onChange(key === undefined ? undefined : Number(key))}
      />
    </div>
  );
}

interface Branch {
  key: number;
  title: string;
  children: Branch[];
}

/** WeCom lists departments flat; a parent that is not visible to us makes its children roots. */
function branches(all: Department[], parent: number | null): Branch[] {
  const known = new Set(all.map((department) => department.id));
  const isChild = ({ parent_id }: Department) =>
    parent === null ? parent_id === null || !known.has(parent_id) : parent_id === parent;
  return all
    .filter(isChild)
    .map(({ id, name, staff_count }) => ({ key: id, title: `${name} (${staff_count})`, children: branches(all, id) }));
}

interface PeopleProps {
  typed: string;
  departmentId: number | undefined;
  chosen: string[];
  onAdd: (ids: string[]) => void;
  onDrop: (id: string) => void;
}

function People({ typed, departmentId, chosen, onAdd, onDrop }: PeopleProps) {
  const { t } = useTranslation("parts");
  const search = useStaffSearch(useDeferredValue(typed.trim()), departmentId);
  if (search.error) return <ErrorState error={search.error} onRetry={() => void search.refetch()} />;
  const people = search.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.pane} aria-busy={search.isFetching}>
      {people.map((staff) => (
        <Checkbox
          key={staff.id}
          className={styles.person}
          checked={chosen.includes(staff.id)}
          disabled={!isUsable(staff)}
          onChange={(event) => (event.target.checked ? onAdd([staff.id]) : onDrop(staff.id))}
        >
          <Person staff={staff} />
        </Checkbox>
      ))}
      {search.isSuccess && people.length === 0 && <p className={styles.none}>{t("staff.none")}</p>}
      {search.hasNextPage && (
        <Button type="link" loading={search.isFetchingNextPage} onClick={() => void search.fetchNextPage()}>
          {t("staff.more")}
        </Button>
      )}
    </div>
  );
}

function Person({ staff }: { staff: Staff }) {
  const { t } = useTranslation("parts");
  return (
    <span className={styles.personWords}>
      <Avatar face={staff} size={24} />
      {staff.name}
      <small>{staff.departments.map((department) => department.name).join(" / ")}</small>
      {!isUsable(staff) && (
        <Tooltip title={t("staff.unusable")}>
          <Tag>{t(`staff.status_${staff.status}`, { defaultValue: staff.status })}</Tag>
        </Tooltip>
      )}
    </span>
  );
}

interface ChosenProps {
  value: string[];
  max: number | undefined;
  onDrop: (id: string) => void;
  onClear: () => void;
}

function Chosen({ value, max, onDrop, onClear }: ChosenProps) {
  const { t } = useTranslation("parts");
  const byId = useStaffById(value.length > 0);
  return (
    <div className={styles.pane}>
      <div className={styles.chosenTop} data-over={(max !== undefined && value.length > max) || undefined}>
        {max === undefined ? t("staff.chosen", { count: value.length }) : t("staff.chosen_of", { count: value.length, max })}
        <Button type="link" size="small" disabled={value.length === 0} onClick={onClear}>
          {t("staff.clear")}
        </Button>
      </div>
      <div className={styles.chosen}>
        {value.map((id) => (
          <Tag key={id} closable onClose={() => onDrop(id)}>
            {byId.get(id)?.name ?? t("staff.unknown")}
          </Tag>
        ))}
      </div>
    </div>
  );
}
