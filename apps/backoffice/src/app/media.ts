/** Below this a side navigation leaves no room for a table. */
export const PHONE = '(max-width: 47.99rem)';
