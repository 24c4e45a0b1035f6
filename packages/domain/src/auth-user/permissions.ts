/** Every permission that code asks for. Roles hold them as JSON, `{"can_sell": true}`, and a tenant can change them. */
export const PERMISSIONS = [
  'can_sell',
  'can_process_payments',
  'can_override_price',
  'can_void_lines',
  'can_return_without_receipt',
  'can_open_shift',
  'can_open_drawer',
  'can_reprint',
  'can_resolve_print_jobs',
  'can_fire',
  'can_manage_tickets',
  'can_manage_users',
  'can_manage_catalog',
  'can_manage_entities',
  'can_manage_devices',
  'can_manage_payment_methods',
  'can_manage_workflow',
  'can_view_orders',
  'can_view_reports',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const SELLING: readonly Permission[] = ['can_sell', 'can_process_payments', 'can_open_shift', 'can_fire'];
const SUPERVISING: readonly Permission[] = [
  'can_override_price',
  'can_void_lines',
  'can_return_without_receipt',
  'can_open_drawer',
  'can_reprint',
  'can_resolve_print_jobs',
  'can_manage_tickets',
  'can_view_orders',
  'can_view_reports',
];

/** The templates a new tenant starts with; names as in the seed. */
export const ROLE_TEMPLATES: readonly {
  readonly name: string;
  readonly permissions: readonly Permission[];
}[] = [
  { name: 'Admin', permissions: PERMISSIONS },
  {
    name: 'Manager',
    permissions: [
      ...SELLING,
      ...SUPERVISING,
      'can_manage_catalog',
      'can_manage_entities',
      'can_manage_devices',
    ],
  },
  { name: 'POS Operator', permissions: SELLING },
  { name: 'Kitchen Staff', permissions: ['can_manage_tickets'] },
  { name: 'Service Personnel', permissions: ['can_sell', 'can_fire', 'can_manage_tickets'] },
];
