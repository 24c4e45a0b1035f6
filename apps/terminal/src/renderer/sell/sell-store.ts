import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Id, QuantityMicro } from '@beaveros/kit';
import { create } from 'zustand';

/** A scanned label: its text, which the core reads again, and how much it says. */
export interface ScannedLabel {
  readonly code: string;
  readonly quantityMicro: QuantityMicro;
}

/** What a scan said that was not simply added. */
export interface ScanMatter {
  readonly code: string;
  /** None has the code, or more than one. */
  readonly items: readonly TillItemRow[];
  /** What the code says beside the item. */
  readonly label: ScannedLabel | null;
}

interface SellState {
  /** The order that all this is about. */
  readonly order: Id<'Order'> | null;
  /** null: all. */
  readonly category: Id<'Category'> | null;
  /** The next items are brought back. */
  readonly isReturning: boolean;
  /** Items whose questions wait for an answer; the sheet shows the first. */
  readonly asking: readonly TillItemRow[];
  /** How many were answered or left so far: the same item asked twice in a row is asked anew. */
  readonly asked: number;
  readonly scan: ScanMatter | null;
  /** Touched by a person; null: the newest line is the marked one. */
  readonly markedLine: Id<'Line'> | null;
  readonly isHelpOpen: boolean;
}

/** A scanner can run ahead of the person who answers; more than these wait in nobody's memory. */
const ASKING_MAX = 16;

/** View state of the sell screen: what is in front, never what is true. */
export const useSellStore = create<SellState>()(() => ({
  order: null,
  category: null,
  isReturning: false,
  asking: [],
  asked: 0,
  scan: null,
  markedLine: null,
  isHelpOpen: false,
}));

const { setState } = useSellStore;

export function chooseCategory(category: Id<'Category'> | null): void {
  setState({ category });
}

export function setReturning(isReturning: boolean): void {
  setState({ isReturning });
}

/** Opens the questions of an item, behind those that are open already. */
export function askOptions(item: TillItemRow): void {
  setState(({ asking }) => (asking.length < ASKING_MAX ? { asking: [...asking, item] } : {}));
}

/** The questions in front are answered, or left. */
export function optionsAsked(): void {
  setState(({ asking, asked }) => ({ asking: asking.slice(1), asked: asked + 1 }));
}

export function showScan(scan: ScanMatter | null): void {
  setState({ scan });
}

export function markLine(markedLine: Id<'Line'> | null): void {
  setState({ markedLine });
}

export function showHelp(isHelpOpen: boolean): void {
  setState({ isHelpOpen });
}

/**
 * Another order is in hand: nothing of the one before is marked, asked or taken back. The first item of a sale makes its order;
 * what was chosen for it stays chosen.
 */
export function beAbout(order: Id<'Order'> | null): void {
  setState((before) => {
    if (before.order === order) return {};
    if (before.order === null) return { order };
    return { order, isReturning: false, asking: [], scan: null, markedLine: null };
  });
}
