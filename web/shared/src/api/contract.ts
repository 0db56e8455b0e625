/** The HTTP contract the console is written against, in the form openapi-typescript generates. */

export type Id = string;
/** ISO-8601, UTC. */
export type Instant = string;
export type Params = Record<string, string | number | boolean | null>;

type Query<Q> = { query?: Q; header?: never; path?: never; cookie?: never };
type Path<P, Q = never> = { query?: Q; header?: never; path: P; cookie?: never };
type Json<T> = { content: { "application/json": T } };
type Ok<T> = { 200: { headers: Record<string, unknown> } & Json<T> };
type Get<R, P = Query<never>> = { parameters: P; requestBody?: never; responses: Ok<R> };
type Send<B, R, P = Query<never>> = { parameters: P; requestBody: Json<B>; responses: Ok<R> };
type Bare<R, P = Query<never>> = { parameters: P; requestBody?: never; responses: Ok<R> };

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  total: number;
}
export interface ListQuery {
  q?: string;
  sort?: string;
  cursor?: string;
  limit?: number;
}

export interface Account {
  id: Id;
  name: string;
  email: string;
  role: string;
  permissions: string[];
}
export interface Corp {
  id: Id;
  name: string;
  corpid: string;
}
export interface Session {
  signed_in: boolean;
  demo_available: boolean;
  account?: Account | null;
  corps: Corp[];
  corp_id?: Id | null;
  sandbox_url: string | null;
  version: string;
  now: Instant;
}

export type SetupStepKey = "corp" | "app" | "callback" | "trusted_ip" | "staff";
export interface SetupCheck {
  key: string;
  ok: boolean | null;
  code: string;
  detail: string;
  fix: string;
}
export interface Setup {
  corp: Corp | null;
  app: { agentid: string; name: string } | null;
  steps: { key: SetupStepKey; done: boolean; checks: SetupCheck[] }[];
  callback: { url: string; token: string; aes_key: string } | null;
  egress_ip: string | null;
  last_callback_at: Instant | null;
  staff_count: number;
}
export interface Job {
  id: Id;
  kind: string;
  state: string;
  done: number;
  total: number;
  error?: string | null;
  result_url?: string | null;
}

export interface Staff {
  id: Id;
  userid: string;
  name: string;
  avatar: string | null;
  departments: { id: number; name: string }[];
  status: string;
  position: string;
  on_duty: boolean;
}
export interface Department {
  id: number;
  name: string;
  parent_id: number | null;
  staff_count: number;
}

export interface Todo {
  kind: string;
  severity: "error" | "warning" | "info";
  count: number;
  title_code: string;
  params: Params;
  link: string;
}
export interface Workbench {
  todo: Todo[];
  metrics: { key: string; today: number | null; yesterday: number | null; link: string | null }[];
  checklist: { key: string; done: boolean; link: string }[];
}

export interface Happening {
  id: Id;
  at: Instant;
  stage: "callback" | "fact" | "decision" | "effect";
  title_code: string;
  params: Params;
  outcome?: string | null;
  reason_code?: string | null;
  reason_params?: Params | null;
  json: unknown;
  link?: string | null;
  cause_id?: Id | null;
  person?: { id: Id; name: string } | null;
}

export interface TagGroup {
  id: Id;
  name: string;
  tags: { id: Id; name: string; count: number }[];
}
export type RelationState = "following" | "lost_by_customer" | "lost_by_staff" | "lost";
export interface StaffRef {
  id: Id;
  name: string;
  avatar: string | null;
}
export interface Relation {
  relation_id: Id;
  staff: StaffRef;
  state: RelationState;
  added_at: Instant;
  lost_at: Instant | null;
  remark: string;
  add_way: number;
  origin?: { kind: string; id: Id; name: string } | null;
}
export interface Customer {
  person_id: Id;
  name: string;
  avatar: string | null;
  gender: number;
  type: number;
  corp_name: string | null;
  relations: Relation[];
  tags: { id: Id; name: string; group_name: string }[];
  added_at: Instant;
  last_event_at: Instant | null;
}
export interface AppliedTag {
  id: Id;
  name: string;
  group_name: string;
  source: string;
  reason_code: string | null;
  reason_params: Params;
  applied_at: Instant;
  confirmed: boolean;
}
export interface CustomerDetail extends Omit<Customer, "relations"> {
  identities: { namespace: string; scope: string; value_masked: string }[];
  relations: (Relation & { description: string; tags: AppliedTag[]; phones_masked: string[] })[];
}
export interface TimelineItem {
  id: Id;
  at: Instant;
  kind: string;
  title_code: string;
  params: Params;
  staff?: StaffRef | null;
  why?: { decision_id: Id; outcome: string; reason_code: string; reason_params: Params } | null;
  json: unknown;
}
export interface CustomerFilter {
  q?: string;
  tag_any?: string;
  tag_all?: string;
  tag_none?: string;
  no_tag?: boolean;
  staff_id?: Id;
  state?: RelationState;
  code_id?: Id;
  added_from?: Instant;
  added_to?: Instant;
  add_way?: number;
}

export type Attachment =
  | { kind: "image" | "video" | "file"; material_id: Id }
  | { kind: "link"; title: string; desc?: string; url: string; picurl?: string }
  | { kind: "miniprogram"; title: string; appid: string; page: string; material_id: Id };
export interface Message {
  text: string;
  attachments: Attachment[];
}
export interface Window {
  weekdays: number[];
  from: string;
  to: string;
}
export interface SpecialWindow {
  from_date: string;
  to_date: string;
  from: string;
  to: string;
}
export interface CodeDraft {
  name: string;
  folder_id: Id | null;
  kind: "single" | "multi" | "batch";
  remark: string;
  staff: {
    mode: "always" | "roster";
    always: Id[];
    roster: (Window & { staff_ids: Id[] })[];
    special: (SpecialWindow & { staff_ids: Id[] })[];
    backup: Id[];
    code_daily_cap: number | null;
    staff_daily_caps: Record<Id, number>;
    rotation: "random" | "in_turn" | "weighted" | "least_loaded";
    weights: Record<Id, number>;
  };
  accept: { mode: "always" | "never" | "windows"; windows: Window[] };
  labels: { tag_ids: Id[]; remark_prefix: string; remark_suffix: string; description: string };
  welcome: {
    mode: "code" | "staff_default" | "none";
    general: Message | null;
    weekly: (Window & { message: Message })[];
    special: (SpecialWindow & { message: Message })[];
    nickname_block: string[];
  };
  logo_material_id: Id | null;
}
export interface OnDuty extends StaffRef {
  added_today: number;
  cap: number | null;
}
export interface Code extends CodeDraft {
  id: Id;
  state: "active" | "paused" | "deleted";
  sync: {
    state: "pending" | "synced" | "failed" | "unknown";
    config_id: string | null;
    qr_url: string;
    error_code?: string | null;
    checked_at: Instant | null;
  };
  health: { code: string; params: Params }[];
  on_duty_now: OnDuty[];
  today: { added: number; lost: number };
  total: CodeTotals;
  created_at: Instant;
  updated_at: Instant;
  version: number;
}
export interface CodeTotals {
  scanned: number;
  added: number;
  lost: number;
  retained: number;
  net: number;
}
export interface CodeCheck {
  ok: boolean;
  fields: { path: string; code: string; message: string }[];
  on_duty_now: OnDuty[];
  summary: Params;
  limits: Params;
}
export interface Folder {
  id: Id;
  name: string;
  is_default: boolean;
  count: number;
}
export interface Material {
  id: Id;
  kind: "image" | "video" | "file";
  name: string;
  mime: string;
  bytes: number;
  width?: number | null;
  height?: number | null;
}
export type CodePatch = Partial<Pick<CodeDraft, "folder_id" | "labels" | "staff" | "welcome">> & {
  state?: "active" | "paused";
};
export interface StatisticsQuery {
  from: string;
  to: string;
  code_id?: Id;
  staff_id?: Id;
  by: "day" | "staff" | "code";
}
type ById = Path<{ id: Id }>;
type Undo = Send<{ undo_token: string }, { applied: number }>;
export type ExportFormat = "xlsx" | "csv";

export interface paths {
  "/api/session": {
    get: Get<Session>;
    post: Send<{ email: string; password: string; totp?: string }, Session>;
    delete: Bare<Session>;
  };
  "/api/session/demo": { post: Bare<Session> };
  "/api/session/corp": { post: Send<{ corp_id: Id }, Session> };
  "/api/bootstrap": { post: Send<{ token: string; name: string; email: string; password: string }, Session> };
  "/api/setup": { get: Get<Setup> };
  "/api/setup/corp": { put: Send<{ name: string; corpid: string }, Setup> };
  "/api/setup/app": { put: Send<{ agentid: number; name: string; secret: string }, Setup> };
  "/api/setup/checks": { post: Bare<SetupCheck[]> };
  "/api/setup/sync": { post: Bare<{ job_id: Id }> };
  "/api/jobs/{id}": { get: Get<Job, ById> };
  "/api/staff": { get: Get<Page<Staff>, Query<ListQuery & { department_id?: number }>> };
  "/api/departments": { get: Get<{ items: Department[] }> };
  "/api/workbench": { get: Get<Workbench> };
  "/api/happenings": {
    get: Get<
      { items: Happening[]; next: string | null },
      Query<{ after?: string; person_id?: Id; limit?: number }>
    >;
  };
  "/api/customers": { get: Get<Page<Customer>, Query<CustomerFilter & ListQuery>> };
  "/api/customers/{person_id}": { get: Get<CustomerDetail, Path<{ person_id: Id }>> };
  "/api/customers/{person_id}/timeline": {
    get: Get<
      { items: TimelineItem[]; next_cursor: string | null },
      Path<{ person_id: Id }, { kinds?: string; cursor?: string; limit?: number }>
    >;
  };
  "/api/customers/tags": {
    post: Send<
      { person_ids: Id[] | null; filter?: CustomerFilter; add: Id[]; remove: Id[] },
      { job_id?: Id | null; applied: number; undo_token: string | null }
    >;
  };
  "/api/customers/tags/undo": { post: Undo };
  "/api/customers/export": {
    post: Send<{ filter: CustomerFilter; columns: string[]; format: ExportFormat }, { job_id: Id }>;
  };
  "/api/tags": {
    get: Get<{ groups: TagGroup[] }>;
    post: Send<{ group_name?: string; group_id?: Id; names: string[] }, { groups: TagGroup[] }>;
  };
  "/api/codes": {
    get: Get<
      Page<Code>,
      Query<ListQuery & { folder_id?: Id; state?: Code["state"]; health?: string; staff_id?: Id }>
    >;
    post: Send<CodeDraft, Code | { items: Code[] }>;
  };
  "/api/codes/{id}": {
    get: Get<Code, ById>;
    put: Send<CodeDraft & { version: number }, Code, ById>;
    delete: Bare<{ undo_token: string }, ById>;
  };
  "/api/codes/{id}/copy": { post: Bare<Code, ById> };
  "/api/codes/{id}/recreate": { post: Bare<Code, ById> };
  "/api/codes/batch": { post: Send<{ ids: Id[]; patch: CodePatch }, { applied: number; undo_token: string }> };
  "/api/codes/undo": { post: Undo };
  "/api/codes/check": { post: Send<CodeDraft, CodeCheck> };
  "/api/code-folders": { get: Get<{ items: Folder[] }>; post: Send<{ name: string }, Folder> };
  "/api/code-folders/{id}": { put: Send<{ name: string }, Folder, ById>; delete: Bare<unknown, ById> };
  "/api/codes/duty": { put: Send<{ staff_id: Id; on: boolean }, unknown> };
  "/api/codes/default-welcome": {
    get: Get<{ scopes: { staff_ids: Id[] | null; message: Message }[] }>;
    put: Send<
      { scopes: { staff_ids: Id[] | null; message: Message }[] },
      { scopes: { staff_ids: Id[] | null; message: Message }[] }
    >;
  };
  "/api/codes/statistics": {
    get: Get<
      { totals: CodeTotals; previous: CodeTotals; rows: ({ key: string; label: string } & CodeTotals)[] },
      Query<StatisticsQuery>
    >;
  };
  "/api/codes/statistics/export": { post: Send<StatisticsQuery & { format: ExportFormat }, { job_id: Id }> };
  "/api/materials": { get: Get<Page<Material>, Query<ListQuery & { kind?: Material["kind"] }>> };
}
