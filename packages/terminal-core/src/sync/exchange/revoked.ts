import { TerminalRevoked } from '@beaveros/domain/journal';
import type { Journal } from '../../journal/index.ts';

/** An enrolment of a terminal: what a certificate says of it. */
interface Enrolment {
  readonly terminal: string;
  readonly epoch: number;
}

/**
 * Whether a known fact of the store's back-office chain (signed with the tenant's key: no other chain counts) revokes
 * this enrolment. Its entries are still taken, from whoever brings them; only it is not spoken to.
 */
export function isRevoked(journal: Pick<Journal, 'byAggregate'>, { terminal, epoch }: Enrolment): boolean {
  return journal.byAggregate(terminal).some(({ event, header }) => {
    if (event.type !== TerminalRevoked.type || header.terminal !== null) return false;
    const body = TerminalRevoked.body.safeParse(event.body);
    return body.success && body.data.terminal === terminal && body.data.epoch >= epoch;
  });
}
