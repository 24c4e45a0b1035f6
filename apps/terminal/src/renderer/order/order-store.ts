import type { OrderView } from '@beaveros/protocol/ipc';
import { create } from 'zustand';

/** A question about one line, as it was when it was asked. */
export interface LineSheet {
  readonly kind: 'note' | 'price' | 'void';
  readonly line: OrderView['lines'][number];
}

interface OrderState {
  /** What lies over the order, at most one. */
  readonly sheet: LineSheet | { readonly kind: 'order-note' } | null;
}

/** View state of the order panel. */
export const useOrderStore = create<OrderState>()(() => ({ sheet: null }));

export function closeSheet(): void {
  useOrderStore.setState({ sheet: null });
}
