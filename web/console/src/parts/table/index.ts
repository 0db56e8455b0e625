export { textFilter } from "./FilterBar";
export { QueryTable } from "./QueryTable";
export type { ControlProps, ExportChoice, FilterField, QueryColumn, Selection, TablePage, TableQuery, Walk } from "./types";
