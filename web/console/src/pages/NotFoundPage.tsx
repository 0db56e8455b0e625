/** An address that leads nowhere. */
import { useTranslation } from "react-i18next";

import { LinkButton } from "../parts/LinkButton";
import { Page, Panel } from "../parts/Page";

export function Component() {
  const { t } = useTranslation("pages");
  return (
    <Page title={t("not_found.title")}>
      <Panel>
        <p>{t("not_found.text")}</p>
        <LinkButton type="primary" to="/">
          {t("not_found.home")}
        </LinkButton>
      </Panel>
    </Page>
  );
}
