export { StaffPicker } from "./StaffPicker";
export { StaffSelect } from "./StaffSelect";
export { useStaffById } from "./useStaff";
