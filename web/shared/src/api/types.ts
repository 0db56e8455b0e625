/** Short names for the shapes of the generated schema, as screens speak of them. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Id = string;
/** ISO-8601, UTC. */
export type Instant = string;
/** What a worded code may mention. */
export type Params = Record<string, unknown>;

export type Session = Schemas["SessionOut"];
export type Account = Schemas["AccountOut"];
export type Corp = Schemas["CorpOut"];

export type Setup = Schemas["SetupOut"];
export type SetupCheck = Schemas["CheckOut"];
export type SetupStepKey = "corp" | "app" | "callback" | "trusted_ip" | "staff";
export type Job = Schemas["siyu__corp__schemas__JobOut"];

export type Staff = Schemas["siyu__corp__schemas__StaffOut"];
export type StaffRef = Schemas["siyu__profile__schemas__StaffOut"];
export type Department = Schemas["DepartmentOut"];

export type Workbench = Schemas["WorkbenchOut"];
export type Todo = Schemas["TodoOut"];
export type Happening = Schemas["HappeningOut"];
export type TimelineItem = Schemas["EntryOut"];
export type DeadLetter = Schemas["DeadLetterOut"];
export type Effect = Schemas["EffectOut"];

export type TagGroup = Schemas["TagGroupOut"];
export type AppliedTag = Schemas["AppliedTagOut"];
export type Customer = Schemas["CustomerOut"];
export type CustomerDetail = Schemas["CustomerDetailOut"];
export type CustomerFilter = Schemas["BodyFilter"];
export type CustomerSort = NonNullable<NonNullable<paths["/api/customers"]["get"]["parameters"]["query"]>["sort"]>;
export type Relation = Schemas["RelationOut"];
export type RelationState = Relation["state"];

export type Message = Schemas["Message"];
export type Attachment = Message["attachments"][number];
export type Material = Schemas["MaterialOut"];

export type Code = Schemas["CodeView"];
export type CodeDraft = Schemas["CodeDraft"];
export type CodePatch = Schemas["BatchPatch"];
export type CodeCheck = Schemas["Checked"];
export type CodeTotals = Schemas["Totals"];
export type OnDuty = Schemas["OnDuty"];
export type Folder = Schemas["FolderView"];
export type Window = Schemas["WeeklyWindow"];
export type SpecialWindow = Pick<Schemas["SpecialSlot"], "from_date" | "to_date" | "from" | "to">;
type Asked = NonNullable<paths["/api/codes/statistics"]["get"]["parameters"]["query"]>;
export type StatisticsQuery = Asked & Required<Pick<Asked, "by">>;
export type ExportFormat = Schemas["ExportIn"]["format"];
