export { JobModal } from "./JobModal";
export { useJob } from "./useJob";
