import type { OrderView } from '@beaveros/protocol/ipc';

/** A line as the core shows it. */
export type LineView = OrderView['lines'][number];
