/** A contact as the adviser sees it: remark, description, tags and where they came from. */
import { useTranslation } from "react-i18next";

import { Avatar } from "../chat-ui";
import { dateTime } from "../format";
import styles from "./phones.module.css";
import { useSandboxAct } from "./SandboxProvider";
import type { SandboxContact } from "./types";
import { useSandboxWords } from "./useSandboxWords";

interface Props {
  contact: SandboxContact;
  userid: string;
  onChat: () => void;
  onDeleted: () => void;
}

export function ContactDetail({ contact, userid, onChat, onDeleted }: Props) {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const remove = useSandboxAct((api, customerId: string) => api.adviserDeletes(userid, customerId));
  return (
    <div className={styles.card}>
      <div className={styles.who}>
        <Avatar face={contact} size={60} />
        <span>
          <strong>{contact.remark || contact.name}</strong>
          <small>{t("contact.nickname", { name: contact.name })}</small>
        </span>
      </div>
      <dl className={styles.facts}>
        <dt>{t("contact.tags")}</dt>
        <dd className={styles.tags}>
          {contact.tags.map((tag) => (
            <span key={tag.id} className={styles.tag} title={tag.group_name}>
              {tag.name}
            </span>
          ))}
          {contact.tags.length === 0 && t("contact.no_tags")}
        </dd>
        <dt>{t("contact.description")}</dt>
        <dd>{contact.description || t("contact.empty")}</dd>
        <dt>{t("contact.added")}</dt>
        <dd>{dateTime(contact.added_at)}</dd>
        <dt>{t("contact.way")}</dt>
        <dd>{t(`way.${contact.add_way}`, { defaultValue: t("way.other", { code: contact.add_way }) })}</dd>
      </dl>
      {remove.error && (
        <p className={styles.error} role="alert">
          {words(remove.error)}
        </p>
      )}
      <button type="button" className={styles.primary} onClick={onChat}>
        {t("card.chat")}
      </button>
      {contact.state === "friends" ? (
        <button
          type="button"
          className={styles.danger}
          disabled={remove.isPending}
          onClick={() => remove.mutate(contact.customer_id, { onSuccess: onDeleted })}
        >
          {t("contact.delete")}
        </button>
      ) : (
        <p className={styles.hint}>{t(`state.${contact.state}`)}</p>
      )}
    </div>
  );
}
