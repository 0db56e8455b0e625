export { TagFilter, tagQuery } from "./TagFilter";
export { TagPicker } from "./TagPicker";
export { useTags } from "./useTags";
