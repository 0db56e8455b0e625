/** Shows a message text as a customer would read it. */
import { CUSTOMER_NICKNAME, STAFF_NAME } from "./locales/variables";

export function fillVariables(text: string, names: { customer: string; adviser: string }): string {
  return text.replaceAll(CUSTOMER_NICKNAME, names.customer).replaceAll(STAFF_NAME, names.adviser);
}
