import { type Id, id, isId } from '@beaveros/kit';

// What a page remembers over a reload, and no longer than its tab. Facts live in the core.

const SESSION = 'beaveros.session';
const ORDER = 'beaveros.order';

export function readSession(): string | null {
  return memory()?.getItem(SESSION) ?? null;
}

export function writeSession(session: string | null): void {
  write(SESSION, session);
}

export function readOpenOrder(): Id<'Order'> | null {
  const text = memory()?.getItem(ORDER) ?? null;
  return text !== null && isId(text) ? id<'Order'>(text) : null;
}

export function writeOpenOrder(order: Id<'Order'> | null): void {
  write(ORDER, order);
}

function write(key: string, value: string | null): void {
  if (value === null) memory()?.removeItem(key);
  else memory()?.setItem(key, value);
}

/** Null where there is no page: the unit tests of what stands above. */
function memory(): Storage | null {
  return typeof sessionStorage === 'undefined' ? null : sessionStorage;
}
