import type { Id } from '@beaveros/kit';
import { useOwnPrinter } from './use-own-printer.ts';
import { usePaymentMethods } from './use-payment-methods.ts';

/**
 * Holds what the Pay screen needs from the moment somebody sells: it opens in one frame, and also while the core is away.
 * Draws nothing.
 */
export function KeepPayable({ terminal }: { readonly terminal: Id<'Terminal'> }) {
  usePaymentMethods();
  useOwnPrinter(terminal);
  return null;
}
