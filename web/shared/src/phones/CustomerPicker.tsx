/** Chooses a customer of the world by name, or lets a new one walk in. */
import { useDeferredValue, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { PersonPicker } from "./PersonPicker";
import styles from "./picker.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import type { SandboxCustomer } from "./types";
import { useSandboxWords } from "./useSandboxWords";

interface Props {
  value: SandboxCustomer | undefined;
  onChange: (customer: SandboxCustomer) => void;
}

export function CustomerPicker({ value, onChange }: Props) {
  const { t } = useTranslation("phones");
  const [typed, setTyped] = useState("");
  const { data } = useCustomers(useDeferredValue(typed.trim()));
  const customers = data?.customers ?? [];
  return (
    <PersonPicker
      label={t("pick.customer")}
      value={value && { ...value, key: value.id }}
      choices={customers.map((each) => ({ ...each, key: each.id, hint: t("pick.contacts", { count: each.advisers.length }) }))}
      onTyped={setTyped}
      onChoose={(id) => {
        const chosen = customers.find((each) => each.id === id);
        if (chosen) onChange(chosen);
      }}
      searchLabel={t("pick.search_customer")}
      emptyWords={t("pick.nobody")}
    >
      {(close) => (
        <NewCustomer
          onMade={(customer) => {
            onChange(customer);
            close();
          }}
        />
      )}
    </PersonPicker>
  );
}

export function useCustomers(q: string) {
  return useSandboxQuery("customers", [q], (api) => api.customers(q));
}

function NewCustomer({ onMade }: { onMade: (customer: SandboxCustomer) => void }) {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const [name, setName] = useState("");
  const make = useSandboxAct((api, nickname: string) => api.addCustomer(nickname));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(name.trim(), {
      onSuccess: (customer) => {
        setName("");
        onMade(customer);
      },
    });
  };
  return (
    <form className={styles.make} onSubmit={submit}>
      <input
        className={styles.search}
        value={name}
        maxLength={32}
        onChange={(event) => setName(event.target.value)}
        placeholder={t("pick.new_name")}
        aria-label={t("pick.new_name")}
      />
      <button type="submit" className={styles.button} disabled={!name.trim() || make.isPending}>
        {t("pick.make")}
      </button>
      {make.error && <p role="alert">{words(make.error)}</p>}
    </form>
  );
}
