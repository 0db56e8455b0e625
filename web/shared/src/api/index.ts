export { ApiError, api, call, download, upload, type FieldError } from "./client";
export type * from "./types";
