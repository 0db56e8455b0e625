/** The camera: drop or choose a picture of a QR code, or pick a code or an adviser's own card from the list. */
import { useId, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import styles from "./phones.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import type { SandboxApi } from "./api";
import type { ContactWay, SandboxAdviser, Scan } from "./types";
import { useSandboxWords } from "./useSandboxWords";

interface Props {
  customerId: string;
  onSeen: (scan: Scan) => void;
}

export function Camera({ customerId, onSeen }: Props) {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const look = useSandboxAct((api: SandboxApi, seen: Blob | string) =>
    typeof seen === "string" ? api.scanText(customerId, seen) : api.scanImage(customerId, seen),
  );
  const see = (seen: Blob | string) => look.mutate(seen, { onSuccess: onSeen });
  return (
    <div className={styles.camera}>
      <Finder onPicture={see} isBusy={look.isPending} />
      {look.error && (
        <p className={styles.error} role="alert">
          {words(look.error)}
        </p>
      )}
      <KnownCodes onPick={see} />
      <p className={styles.hint}>{t("camera.hint")}</p>
    </div>
  );
}

function Finder({ onPicture, isBusy }: { onPicture: (picture: Blob) => void; isBusy: boolean }) {
  const { t } = useTranslation("phones");
  const id = useId();
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const picture = event.dataTransfer.files[0];
    if (picture) onPicture(picture);
  };
  return (
    // Dropping is a shortcut; the file field inside does the same from the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <label
      htmlFor={id}
      className={styles.finder}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <span className={styles.corners} aria-hidden />
      <span>{t(isBusy ? "camera.looking" : "camera.drop")}</span>
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg"
        className="sy-visually-hidden"
        onChange={(event) => {
          const picture = event.target.files?.[0];
          if (picture) onPicture(picture);
          event.target.value = "";
        }}
      />
    </label>
  );
}

function KnownCodes({ onPick }: { onPick: (text: string) => void }) {
  const { t } = useTranslation("phones");
  const { data: ways = [] } = useSandboxQuery("ways", [], (api) => api.contactWays());
  const { data: world } = useSandboxQuery("world", [], (api) => api.world());
  const [typed, setTyped] = useState("");
  const nameOf = new Map(world?.advisers.map((adviser) => [adviser.userid, adviser.name]));
  const codes = ways.filter((way) => way.qr_text && wayWords(way, nameOf).includes(typed));
  const cards = (world?.advisers ?? []).filter((each) => each.qr_text && cardWords(each).includes(typed));
  return (
    <>
      <input
        type="search"
        className={styles.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t("camera.search")}
        aria-label={t("camera.search")}
      />
      <h2 className={styles.section}>{t("camera.codes", { count: codes.length })}</h2>
      {ways.length === 0 && <p className={styles.hint}>{t("camera.no_codes")}</p>}
      <ul className={styles.picks}>
        {codes.slice(0, SHOWN).map((way) => (
          <li key={way.config_id}>
            <button type="button" className={styles.pick} onClick={() => onPick(way.qr_text)}>
              <img src={way.qr_code} alt="" width={40} height={40} loading="lazy" />
              <span>
                {way.remark || way.users.map((userid) => nameOf.get(userid) ?? userid).join(" ")}
                <small>{t("camera.code_of", { count: way.users.length, names: wayNames(way, nameOf) })}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <h2 className={styles.section}>{t("camera.cards")}</h2>
      <ul className={styles.picks}>
        {cards.slice(0, SHOWN).map((adviser) => (
          <li key={adviser.userid}>
            <button type="button" className={styles.pick} onClick={() => onPick(adviser.qr_text ?? "")}>
              <img src={adviser.avatar} alt="" width={40} height={40} loading="lazy" />
              <span>
                {adviser.name}
                <small>{`${adviser.department_name} · ${adviser.position}`}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A phone shows a handful; the search finds the rest. */
const SHOWN = 30;
const NAMED = 3;

const cardWords = (adviser: SandboxAdviser): string => `${adviser.name} ${adviser.department_name} ${adviser.userid}`;

function wayNames(way: ContactWay, nameOf: Map<string, string>): string {
  const names = way.users.slice(0, NAMED).map((userid) => nameOf.get(userid) ?? userid);
  return names.join(" ") + (way.users.length > NAMED ? " …" : "");
}

function wayWords(way: ContactWay, nameOf: Map<string, string>): string {
  return [way.remark, way.state, ...way.users.flatMap((userid) => [userid, nameOf.get(userid) ?? ""])].join(" ");
}
