/** What a tile of the till can be tinted with: twelve that stay apart at arm's length, in both themes. */
export const COLOURS = [
  { name: 'leaf', value: '#7cb342' },
  { name: 'moss', value: '#2e7d32' },
  { name: 'teal', value: '#00897b' },
  { name: 'sky', value: '#0277bd' },
  { name: 'indigo', value: '#3f51b5' },
  { name: 'plum', value: '#8e24aa' },
  { name: 'rose', value: '#d81b60' },
  { name: 'brick', value: '#c62828' },
  { name: 'amber', value: '#ef6c00' },
  { name: 'sand', value: '#bfa15a' },
  { name: 'slate', value: '#546e7a' },
  { name: 'coal', value: '#37474f' },
] as const;
