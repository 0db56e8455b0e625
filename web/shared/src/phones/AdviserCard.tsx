/** What a customer sees after a scan: whose card it is, and the button that adds them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Avatar } from "../chat-ui";
import styles from "./phones.module.css";
import { useSandboxAct } from "./SandboxProvider";
import type { Scan } from "./types";
import { useSandboxWords } from "./useSandboxWords";

interface Props {
  customerId: string;
  scan: Scan;
  onChat: (userid: string) => void;
  onAdded: (userid: string) => void;
}

export function AdviserCard({ customerId, scan, onChat, onAdded }: Props) {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const [isPending, setPending] = useState(false);
  const add = useSandboxAct((api, userid: string) =>
    api.add(customerId, { userid, config_id: scan.config_id, text: scan.text }),
  );
  const { adviser } = scan;
  if (!adviser) {
    return (
      <div className={styles.nobody}>
        <strong>{t("card.nothing")}</strong>
        <p>{scan.reason}</p>
      </div>
    );
  }
  const submit = () =>
    add.mutate(adviser.userid, {
      onSuccess: (answer) => (answer.pending ? setPending(true) : onAdded(adviser.userid)),
    });
  return (
    <div className={styles.card}>
      <div className={styles.who}>
        <Avatar face={adviser} size={60} />
        <span>
          <strong>{adviser.name}</strong>
          <small>{adviser.position}</small>
        </span>
      </div>
      <dl className={styles.facts}>
        <dt>{t("card.company")}</dt>
        <dd>{adviser.corp_name}</dd>
        <dt>{t("card.verify")}</dt>
        <dd>{t(scan.needs_verify ? "card.needs_verify" : "card.no_verify")}</dd>
      </dl>
      {add.error && (
        <p className={styles.error} role="alert">
          {words(add.error)}
        </p>
      )}
      {scan.already_added ? (
        <button type="button" className={styles.primary} onClick={() => onChat(adviser.userid)}>
          {t("card.chat")}
        </button>
      ) : isPending ? (
        <p className={styles.hint} role="status">
          {t("card.pending")}
        </p>
      ) : (
        <button type="button" className={styles.primary} disabled={add.isPending} onClick={submit}>
          {t("card.add")}
        </button>
      )}
    </div>
  );
}
