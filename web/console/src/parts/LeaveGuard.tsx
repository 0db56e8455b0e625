/** Asks before an unfinished form is left, by a link, the Back button or the closing of the tab. */
import { Button, Modal } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

interface Props {
  isActive: boolean;
  onDiscard: () => void;
}

export function LeaveGuard({ isActive, onDiscard }: Props) {
  const { t } = useTranslation("parts");
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isActive && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isActive) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", onUnload);
    return () => removeEventListener("beforeunload", onUnload);
  }, [isActive]);

  const stay = () => blocker.reset?.();
  const leave = () => blocker.proceed?.();
  const discard = () => {
    onDiscard();
    leave();
  };
  return (
    <Modal
      open={blocker.state === "blocked"}
      title={t("leave.title")}
      onCancel={stay}
      footer={[
        <Button key="discard" danger onClick={discard}>
          {t("leave.discard")}
        </Button>,
        <Button key="leave" onClick={leave}>
          {t("leave.keep")}
        </Button>,
        <Button key="stay" type="primary" onClick={stay}>
          {t("leave.stay")}
        </Button>,
      ]}
    >
      {t("leave.text")}
    </Modal>
  );
}
