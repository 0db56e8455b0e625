/** A real value to paste into WeCom's admin console. */
import { Input } from "antd";
import { useId } from "react";

import { CopyButton } from "../../parts/CopyButton";
import styles from "./SetupPage.module.css";

export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  return (
    <div className={styles.value}>
      <label htmlFor={id}>{label}</label>
      <Input id={id} readOnly value={value} />
      <CopyButton value={value} label={label} />
    </div>
  );
}
