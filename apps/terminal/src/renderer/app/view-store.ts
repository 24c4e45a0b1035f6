import type { Id } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';
import { create } from 'zustand';
import { readOpenOrder, readSession, writeOpenOrder } from './page-memory.ts';

/** Where the person wants to be. Who they are and whether a shift is open decide what is shown: see shown-screen.ts. */
export type Screen = 'sell' | 'pay' | 'receipt';
/** What lies over the screen, at most one. */
export type OpenSheet = 'state' | 'orders' | null;

export type Document = OrderView['documents'][number];

/** Who is signed in at this screen. */
export interface Person {
  readonly user: Id<'User'>;
  readonly name: string;
  readonly permissions: readonly string[];
}

interface ViewState {
  readonly screen: Screen;
  /** The order in hand; a reload finds it again. */
  readonly order: Id<'Order'> | null;
  readonly person: Person | null;
  /** Whether the session that a reload left behind has been checked. */
  readonly isSessionKnown: boolean;
  /** Somebody else wants to sign in, over the order. */
  readonly isSwitching: boolean;
  readonly sheet: OpenSheet;
  /** What the order in hand was closed as, from the answer to its payment. */
  readonly document: Document | null;
  /** Typed in the top bar, or anywhere; the grid searches by it. */
  readonly searchText: string;
  readonly go: (screen: Screen) => void;
  readonly showReceipt: (document: Document) => void;
  readonly setOrder: (order: Id<'Order'> | null) => void;
  readonly setPerson: (person: Person | null) => void;
  readonly setSwitching: (isSwitching: boolean) => void;
  readonly openSheet: (sheet: OpenSheet) => void;
  readonly setSearchText: (text: string) => void;
}

/** View state only: what is in front, never what is true. */
export const useViewStore = create<ViewState>()((set) => ({
  screen: 'sell',
  order: readOpenOrder(),
  person: null,
  isSessionKnown: readSession() === null,
  isSwitching: false,
  sheet: null,
  document: null,
  searchText: '',
  go: (screen) => set({ screen, sheet: null, searchText: '' }),
  showReceipt: (document) => set({ document, screen: 'receipt', sheet: null }),
  setOrder: (order) => {
    writeOpenOrder(order);
    set({ order, document: null });
  },
  setPerson: (person) => set({ person, isSessionKnown: true, isSwitching: false }),
  setSwitching: (isSwitching) => set({ isSwitching, sheet: null }),
  openSheet: (sheet) => set({ sheet }),
  setSearchText: (searchText) => set({ searchText }),
}));
