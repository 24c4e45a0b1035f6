import type { Id } from '@beaveros/kit';
import { useIpcQuery } from '../till/queries.ts';

/** The receipt printer of this till, or null: only the till that owns a device acts on it. */
export function useOwnPrinter(terminal: Id<'Terminal'>): Id<'Device'> | null {
  const devices = useIpcQuery('devices', {}, { on: ['service-entity'] }).data?.devices ?? [];
  const own = devices.filter(
    ({ kind, terminalId, isActive }) => kind === 'receipt-printer' && terminalId === terminal && isActive,
  );
  return own.sort((a, b) => a.name.localeCompare(b.name))[0]?.id ?? null;
}
