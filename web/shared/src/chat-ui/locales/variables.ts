/** The variables a message text may hold, exactly as the server's allow-list spells them. */
export const CUSTOMER_NICKNAME = "{{客户昵称}}";
export const STAFF_NAME = "{{员工姓名}}";
export const MESSAGE_VARIABLES = [CUSTOMER_NICKNAME, STAFF_NAME];
