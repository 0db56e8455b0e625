/** Step 2: the company's own app, through which every call is made. */
import { Alert, Button, Form, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import { api, call } from "@siyu/shared/api";

import type { StepProps } from "./SetupPage";
import styles from "./SetupPage.module.css";
import { useSave } from "./useSave";

interface Fields {
  agentid: number;
  name: string;
  secret: string;
}

export function AppStep({ setup, onNext, mayWrite }: StepProps) {
  const { t } = useTranslation("pages");
  const [form] = Form.useForm<Fields>();
  const { save, isSaving, problem } = useSave(form, (body) => call(api.PUT("/api/setup/app", { body })), onNext);
  return (
    <Form form={form} layout="vertical" className={styles.form} disabled={!mayWrite} initialValues={setup.app ?? {}} onFinish={save}>
      <p className={styles.text}>{t("setup.app.text")}</p>
      {setup.app && <Alert type="info" showIcon title={t("setup.app.saved")} style={{ marginBottom: 16 }} />}
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      <Form.Item
        name="agentid"
        label={t("setup.app.agentid")}
        extra={t("setup.app.agentid_where")}
        rules={[{ required: true, message: t("setup.app.agentid_needed") }]}
      >
        <InputNumber min={1} precision={0} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="name" label={t("setup.app.name")} rules={[{ required: true, message: t("setup.app.name_needed") }]}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item
        name="secret"
        label={t("setup.app.secret")}
        extra={t("setup.app.secret_where")}
        rules={[{ required: true, message: t("setup.app.secret_needed") }]}
      >
        <Input.Password autoComplete="off" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSaving}>
        {t("setup.save_next")}
      </Button>
    </Form>
  );
}
