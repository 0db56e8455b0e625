/** The welcome of customers who came by no code, or by a code that leaves it to the adviser: by staff, and for everybody else. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, ApiError, call, type FieldError, type Message } from "@siyu/shared/api";

import { useMay } from "../../../app/session";
import { PageSkeleton } from "../../../app/PageSkeleton";
import { ErrorState } from "../../../parts/EmptyState";
import { LeaveGuard } from "../../../parts/LeaveGuard";
import { Page, Panel } from "../../../parts/Page";
import { PhonePreview } from "../../../parts/PhonePreview";
import { StaffPicker, useStaffById } from "../../../parts/staff";
import { useDraft } from "../../../parts/useDraft";
import { useWords } from "../../../parts/words";
import { useDefaultWelcome, useRefreshCodes } from "../codes";
import { Field, Problems } from "../fields/Field";
import { MessageComposer } from "../message/MessageComposer";
import { EMPTY_MESSAGE } from "../editor/draft";
import styles from "./Standard.module.css";

interface Scope {
  /** Null: everybody no other scope names. */
  staff_ids: string[] | null;
  message: Message;
}

export function Component() {
  const { t } = useTranslation("channel_codes");
  const stored = useDefaultWelcome();
  return (
    <Page title={t("standard.title")} lead={t("standard.lead")} back="/codes" isWide>
      {stored.error ? (
        <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />
      ) : stored.data ? (
        <Scopes stored={stored.data.scopes} />
      ) : (
        <PageSkeleton />
      )}
    </Page>
  );
}

function Scopes({ stored }: { stored: Scope[] }) {
  const { t } = useTranslation("channel_codes");
  const mayWrite = useMay("codes.write");
  const hasEverybody = stored.some((scope) => scope.staff_ids === null);
  const initial = { scopes: hasEverybody ? stored : [...stored, { staff_ids: null, message: EMPTY_MESSAGE }] };
  const draft = useDraft("codes.default-welcome", initial);
  const { scopes } = draft.value;
  const [shown, show] = useState(0);
  const { save, isBusy, problems } = useSave(draft.forget);
  const byId = useStaffById();
  const write = (next: Scope[]) => draft.change({ scopes: next });
  const patch = (index: number, change: Partial<Scope>) =>
    write(scopes.map((scope, at) => (at === index ? { ...scope, ...change } : scope)));
  const current = scopes[shown] ?? scopes[0];
  const host = byId.get(current?.staff_ids?.[0] ?? "");

  return (
    <Problems value={problems}>
      <LeaveGuard isActive={draft.isDirty} onDiscard={draft.discard} />
      <Form layout="vertical" component={false} disabled={!mayWrite}>
        <div className={styles.layout}>
          <div className={styles.scopes}>
            {scopes.map((scope, index) => (
              <div key={index} data-field={`scopes.${index}`} onFocus={() => show(index)}>
                <Panel
                  title={t(scope.staff_ids === null ? "standard.everybody" : "standard.some", { number: index + 1 })}
                  extra={
                    scope.staff_ids !== null && (
                      <Button
                        type="text"
                        icon={<DeleteOutlined />}
                        aria-label={t("standard.delete", { number: index + 1 })}
                        onClick={() => write(scopes.filter((_, at) => at !== index))}
                      />
                    )
                  }
                >
                  {scope.staff_ids !== null && (
                    <Field path={`scopes.${index}.staff_ids`} label={t("standard.staff")} isRequired>
                      {({ id }) => <StaffPicker id={id} value={scope.staff_ids ?? []} onChange={(staff_ids) => patch(index, { staff_ids })} />}
                    </Field>
                  )}
                  <MessageComposer path={`scopes.${index}.message`} value={scope.message} onChange={(message) => patch(index, { message })} />
                </Panel>
              </div>
            ))}
            {mayWrite && (
              <div className={styles.foot}>
                <Button icon={<PlusOutlined />} onClick={() => write([{ staff_ids: [], message: EMPTY_MESSAGE }, ...scopes])}>
                  {t("standard.add")}
                </Button>
                <Button type="primary" loading={isBusy} disabled={!draft.isDirty} onClick={() => void save(scopes)}>
                  {t("standard.save")}
                </Button>
              </div>
            )}
          </div>
          <aside className={styles.side}>
            <PhonePreview message={current?.message ?? null} staffName={host?.name} staffAvatar={host?.avatar} />
          </aside>
        </div>
      </Form>
    </Problems>
  );
}

function useSave(onSaved: () => void) {
  const { t } = useTranslation("channel_codes");
  const { message } = App.useApp();
  const { errorWords } = useWords();
  const refresh = useRefreshCodes();
  const [isBusy, setBusy] = useState(false);
  const [problems, setProblems] = useState<FieldError[]>([]);
  const save = async (scopes: Scope[]) => {
    setBusy(true);
    try {
      // A scope without a word is no welcome: leaving it out is how it is switched off.
      const written = scopes.filter((scope) => scope.message.text.trim() !== "" || scope.message.attachments.length > 0);
      await call(api.PUT("/api/codes/default-welcome", { body: { scopes: written } }));
      setProblems([]);
      onSaved();
      await refresh();
      void message.success(t("standard.saved"));
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) setProblems(error.fields);
      else void message.error(errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  return { save, isBusy, problems };
}
