export {
  type Actor,
  approvedBy,
  type Approver,
  type ApproverHasNoMore,
  missing,
  type PermissionMissing,
} from './actor.ts';
export { PERMISSIONS, type Permission, ROLE_TEMPLATES } from './permissions.ts';
export { type StoreStaffRow, zStoreStaffRow } from './rows.ts';
