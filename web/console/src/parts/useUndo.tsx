/** Says that something was done and offers to take it back for ten seconds. */
import { App, Button, Space } from "antd";
import { useTranslation } from "react-i18next";

import { useWords } from "./words";

const OFFER_S = 10;

/** `offer(text, undo)`: `undo` returns when the server has taken the act back. */
export function useUndo() {
  const { t } = useTranslation("parts");
  const { message } = App.useApp();
  const { errorWords } = useWords();

  return (text: string, undo: () => Promise<unknown>) => {
    const key = `undo-${text}`;
    const takeBack = async () => {
      message.destroy(key);
      try {
        await undo();
        message.success(t("undo.done"));
      } catch (error) {
        message.error(errorWords(error));
      }
    };
    message.open({
      key,
      type: "success",
      duration: OFFER_S,
      content: (
        <Space>
          {text}
          <Button type="link" size="small" onClick={() => void takeBack()}>
            {t("undo.do")}
          </Button>
        </Space>
      ),
    });
  };
}
