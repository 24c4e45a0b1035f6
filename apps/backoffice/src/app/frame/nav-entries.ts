import { House, Layers, Package, Percent, ReceiptText, Tags } from 'lucide-react';

/** The pages of the navigation and the palette, in their order. `key`: after `g`, goes there. */
export const NAV_ENTRIES = [
  { name: 'home', to: '/', icon: House, key: 'h', group: 'main' },
  { name: 'orders', to: '/orders', icon: ReceiptText, key: 'o', group: 'main' },
  { name: 'items', to: '/catalogue/items', icon: Package, key: 'i', group: 'catalogue' },
  { name: 'modifiers', to: '/catalogue/modifiers', icon: Layers, key: 'm', group: 'catalogue' },
  { name: 'taxes', to: '/catalogue/taxes', icon: Percent, key: 't', group: 'catalogue' },
  { name: 'categories', to: '/catalogue/categories', icon: Tags, key: 'c', group: 'catalogue' },
] as const;
export type NavEntry = (typeof NAV_ENTRIES)[number];
