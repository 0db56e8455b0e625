/** Step 1: which company. */
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { api, call } from "@siyu/shared/api";

import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";
import { useSave } from "./useSave";

interface Fields {
  name: string;
  corpid: string;
}

export function CorpStep({ setup, onNext, mayWrite }: StepProps) {
  const { t } = useTranslation("pages");
  const [form] = Form.useForm<Fields>();
  const { save, isSaving, problem } = useSave(form, (body) => call(api.PUT("/api/setup/corp", { body })), onNext);
  return (
    <Form
      form={form}
      layout="vertical"
      className={styles.form}
      disabled={!mayWrite}
      initialValues={setup.corp ?? {}}
      onFinish={save}
    >
      <p className={styles.text}>{t("setup.corp.text")}</p>
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      <Form.Item name="name" label={t("setup.corp.name")} rules={[{ required: true, message: t("setup.corp.name_needed") }]}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item
        name="corpid"
        label={t("setup.corp.corpid")}
        extra={t("setup.corp.corpid_where")}
        rules={[{ required: true, pattern: /^\w{8,64}$/, message: t("setup.corp.corpid_needed") }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSaving}>
        {t("setup.save_next")}
      </Button>
    </Form>
  );
}
