/** How a customer was added, in words; WeCom's list is open, so an unknown way is shown by its number. */
import { useTranslation } from "react-i18next";

export function useAddWay(): (way: number | undefined) => string {
  const { t } = useTranslation("customers");
  return (way) => (way === undefined ? "" : t(`add_way.${way}`, { defaultValue: t("add_way.other", { way }) }));
}
