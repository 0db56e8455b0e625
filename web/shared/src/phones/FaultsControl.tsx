/** Makes things go wrong on purpose, shows how often each struck, and puts them right again. */
import type { TFunction } from "i18next";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import styles from "./controls.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import type { Fault, FaultPlan } from "./types";
import { useSandboxWords } from "./useSandboxWords";

const API_KINDS = ["http_500", "busy", "timeout_before", "timeout_after", "throttle", "html", "reset"];
const CALLBACK_KINDS = ["duplicate", "shuffle", "drop", "timeout_before", "timeout_after", "reset"];
const TARGETS = [
  "callback",
  "/cgi-bin/externalcontact/send_welcome_msg",
  "/cgi-bin/externalcontact/get",
  "/cgi-bin/externalcontact/mark_tag",
  "/cgi-bin/externalcontact/remark",
  "/cgi-bin/externalcontact/add_contact_way",
  "/cgi-bin/gettoken",
  "*",
];
const TIMES = [1, 3, 10];

export function FaultsControl() {
  const { t } = useTranslation("phones");
  const { data: faults = [] } = useSandboxQuery("faults", [], (api) => api.faults());
  const lift = useSandboxAct((api, id: string | undefined) => api.liftFault(id));
  return (
    <div className={styles.faults}>
      <FaultForm />
      {faults.length > 0 && (
        <ul className={styles.plan}>
          {faults.map((fault) => (
            <li key={fault.id}>
              <span>
                <strong>{t(`fault.${fault.kind}`)}</strong> <code>{fault.api}</code>
                <small>{hitsWords(t, fault)}</small>
              </span>
              <button type="button" className={styles.button} onClick={() => lift.mutate(fault.id)}>
                {t("fault.lift")}
              </button>
            </li>
          ))}
        </ul>
      )}
      {faults.length > 1 && (
        <button type="button" className={styles.button} onClick={() => lift.mutate(undefined)}>
          {t("fault.lift_all")}
        </button>
      )}
    </div>
  );
}

function hitsWords(t: TFunction<"phones">, fault: Fault): string {
  return fault.times ? t("fault.hits_of", { hits: fault.hits, times: fault.times }) : t("fault.hits", { hits: fault.hits });
}

function FaultForm() {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const [api, setApi] = useState("callback");
  const kinds = api === "callback" ? CALLBACK_KINDS : API_KINDS;
  const [kind, setKind] = useState("duplicate");
  const [times, setTimes] = useState<number>();
  const plan = useSandboxAct((sandbox, fault: FaultPlan) => sandbox.addFault(fault));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate({ api, kind: kinds.includes(kind) ? kind : (kinds[0] ?? ""), times });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>
        {t("fault.target")}
        <select value={api} onChange={(event) => setApi(event.target.value)}>
          {TARGETS.map((target) => (
            <option key={target} value={target}>
              {target === "callback" ? t("fault.callback") : target === "*" ? t("fault.every") : target.slice("/cgi-bin/".length)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("fault.kind")}
        <select value={kinds.includes(kind) ? kind : kinds[0]} onChange={(event) => setKind(event.target.value)}>
          {kinds.map((each) => (
            <option key={each} value={each}>
              {t(`fault.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("fault.times")}
        <select value={times ?? ""} onChange={(event) => setTimes(Number(event.target.value) || undefined)}>
          <option value="">{t("fault.until_lifted")}</option>
          {TIMES.map((each) => (
            <option key={each} value={each}>
              {t("fault.times_n", { count: each })}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={styles.primary} disabled={plan.isPending}>
        {t("fault.plan")}
      </button>
      {plan.error && (
        <p className={styles.error} role="alert">
          {words(plan.error)}
        </p>
      )}
    </form>
  );
}
