/** One conversation on either phone, with the line to type in. */
import { useState, type ComponentProps, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { ChatView, PhoneFrame, type Face } from "../chat-ui";
import styles from "./phones.module.css";
import { useSandboxAct, useSandboxQuery } from "./SandboxProvider";
import { useClock } from "./useClock";
import { useSandboxWords } from "./useSandboxWords";

type Frame = Omit<ComponentProps<typeof PhoneFrame>, "children" | "foot">;

interface Props extends Frame {
  me: "customer" | "adviser";
  customerId: string;
  userid: string;
  faces: { customer: Face; adviser: Face };
}

export function Conversation({ me, customerId, userid, faces, ...frame }: Props) {
  const { t } = useTranslation("phones");
  const { data } = useSandboxQuery("chat", [customerId, userid, me], (api) => api.chat(customerId, userid, me));
  const now = useClock();
  return (
    <PhoneFrame {...frame} foot={data && <Foot me={me} customerId={customerId} userid={userid} state={data.state} />}>
      {data?.messages.length === 0 && <p className={styles.hint}>{t("chat.empty")}</p>}
      <ChatView messages={data?.messages ?? []} me={me} faces={faces} now={now} />
    </PhoneFrame>
  );
}

type FootProps = Pick<Props, "me" | "customerId" | "userid"> & { state: string };

function Foot({ me, customerId, userid, state }: FootProps) {
  const { t } = useTranslation("phones");
  const words = useSandboxWords();
  const [text, setText] = useState("");
  const say = useSandboxAct((api, line: string) => api.say(customerId, userid, me, line));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const line = text.trim();
    if (line) say.mutate(line, { onSuccess: () => setText("") });
  };
  if (state !== "friends") return <p className={styles.notice}>{t(`chat.${state}`)}</p>;
  return (
    <form className={styles.foot} onSubmit={submit}>
      {say.error && (
        <p className={styles.error} role="alert">
          {words(say.error)}
        </p>
      )}
      <input
        className={styles.line}
        value={text}
        maxLength={4000}
        onChange={(event) => setText(event.target.value)}
        placeholder={t("chat.line")}
        aria-label={t("chat.line")}
      />
      <button type="submit" className={styles.send} disabled={say.isPending || !text.trim()}>
        {t("chat.send")}
      </button>
    </form>
  );
}
