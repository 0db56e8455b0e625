/** A customer's phone beside an adviser's, each with the choice of whose it is. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PhoneFrame } from "../chat-ui";
import { AdviserPhone } from "./AdviserPhone";
import { AdviserPicker, useAdvisers } from "./AdviserPicker";
import { CustomerPhone } from "./CustomerPhone";
import { CustomerPicker, useCustomers } from "./CustomerPicker";
import styles from "./TwoPhones.module.css";
import { useSandboxQuery } from "./SandboxProvider";
import type { SandboxAdviser, SandboxCustomer } from "./types";

interface Props {
  /** A picture of a QR code the customer's camera sees at once. */
  picture?: Blob;
}

export function TwoPhones({ picture }: Props) {
  const { t } = useTranslation("phones");
  const [customer, setCustomer] = useState<SandboxCustomer>();
  const [adviser, setAdviser] = useState<SandboxAdviser>();
  const advisers = useAdvisers();
  const someone = useCustomers("").data?.customers[0];
  const shownCustomer = customer ?? someone;
  const shownAdviser = adviser ?? advisers[0];
  const { data: seen } = useSandboxQuery(
    "seen",
    [shownCustomer?.id, picture?.size],
    (api) => api.scanImage(shownCustomer?.id ?? "", picture as Blob),
    picture !== undefined && shownCustomer !== undefined,
  );
  const follow = (userid: string) => setAdviser(advisers.find((each) => each.userid === userid) ?? adviser);

  return (
    <div className={styles.phones}>
      <div className={styles.side}>
        <CustomerPicker value={shownCustomer} onChange={setCustomer} />
        <div className={styles.phone}>
          {shownCustomer ? (
            <CustomerPhone
              // The camera opens with what it has seen, so the phone starts anew when that arrives.
              key={`${shownCustomer.id} ${picture ? Boolean(seen) : ""}`}
              customer={shownCustomer}
              scanned={picture && seen}
              onAdded={follow}
            />
          ) : (
            <Off words={t("pick.no_customer")} label={t("pick.customer")} />
          )}
        </div>
      </div>
      <div className={styles.side}>
        <AdviserPicker value={shownAdviser} onChange={setAdviser} />
        <div className={styles.phone}>
          {shownAdviser ? (
            <AdviserPhone key={shownAdviser.userid} adviser={shownAdviser} />
          ) : (
            <Off words={t("pick.no_adviser")} label={t("pick.adviser")} />
          )}
        </div>
      </div>
    </div>
  );
}

function Off({ words, label }: { words: string; label: string }) {
  return (
    <PhoneFrame label={label} title="">
      <p className={styles.off}>{words}</p>
    </PhoneFrame>
  );
}
