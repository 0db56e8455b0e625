/** What the sandbox's control API tells about its world. */
import type { ChatMessage } from "../chat-ui";

export type RelationState = "friends" | "pending" | "deleted_by_customer" | "deleted_by_adviser";

export interface SandboxAdviser {
  userid: string;
  name: string;
  avatar: string;
  department_name: string;
  position: string;
  on: boolean;
  qr_text?: string;
}

export interface SandboxApp {
  agentid: number;
  name: string;
  secret: string;
  callback: { url: string; token: string; aes_key: string } | null;
}

export interface SandboxWorld {
  corps: { corpid: string; name: string; apps: SandboxApp[] }[];
  advisers: SandboxAdviser[];
  customer_count: number;
  relation_count: number;
  seed: number;
}

export interface SandboxClock {
  now: string;
  unix: number;
  version: number;
}

export interface SandboxCustomer {
  id: string;
  name: string;
  avatar: string;
  gender: number;
  advisers: string[];
}

export interface ContactWay {
  config_id: string;
  qr_text: string;
  qr_code: string;
  users: string[];
  state: string;
  remark: string;
  skip_verify: boolean;
}

/** What the camera saw. */
export interface Scan {
  kind: "contact_way" | "unknown";
  text?: string;
  config_id?: string;
  adviser?: Pick<SandboxAdviser, "userid" | "name" | "avatar" | "position"> & { corp_name?: string };
  needs_verify?: boolean;
  already_added?: boolean;
  reason?: string;
}

export interface SandboxChat {
  customer_id: string;
  userid: string;
  name: string;
  avatar: string;
  remark?: string;
  last: ChatMessage | null;
  unread: number;
  state: RelationState;
}

export interface SandboxContact {
  customer_id: string;
  external_userid: string;
  name: string;
  avatar: string;
  remark: string;
  description: string;
  tags: { id: string; name: string; group_name: string }[];
  added_at: string;
  add_way: number;
  state: RelationState;
}

export interface LogEntry {
  seq: number;
  at: string;
  kind: "client" | "callback" | "api" | "fault" | "clock";
  summary: string;
  customer_id?: string;
  userid?: string;
  request?: unknown;
  response?: unknown;
  status?: number;
  duration_ms?: number;
  attempt?: number;
}

export interface FaultPlan {
  api: string;
  kind: string;
  times?: number;
  rate?: number;
  delay_s?: number;
}

export interface Fault extends FaultPlan {
  id: string;
  hits: number;
}
