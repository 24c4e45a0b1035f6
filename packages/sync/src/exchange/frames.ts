import { isFault } from '@beaveros/kit';
import { readExchangeMessage } from '@beaveros/protocol/exchange';
import type { Conversation } from './conversation.ts';

/**
 * A frame is one message as JSON text. 16 MiB after inflating: a batch of 4 MiB whose quotes are all escaped, with its
 * side records; what is larger ends the connection before it is read.
 */
export const FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** Smaller frames travel as they are: deflating a single fact costs more time than it saves. */
export const COMPRESS_FROM_BYTES = 4_096;

/** How a connection is ended: the status of RFC 6455 section 7.4 and a stable code, with the field where one is at fault. */
export interface Closing {
  readonly status: number;
  readonly reason: string;
}

/** RFC 6455 section 5.5: a control frame carries 125 bytes, two of them the status. */
const REASON_BYTES_MAX = 123;

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'exchange/going-away': 1001,
  'exchange/defect': 1011,
  'exchange/bad-message': 4400,
  'exchange/no-hello': 4408,
  'exchange/no-answer': 4408,
  'exchange/second-connection': 4409,
  'exchange/journal-replaced': 4410,
  'peer/revoked': 4403,
  'terminal/replaced': 4403,
  'terminal/revoked': 4403,
};

export function closingFor(code: string, field = ''): Closing {
  const reason = field === '' ? code : `${code} ${field}`;
  // Codes and fields are ASCII: schemas made them.
  return { status: STATUS_BY_CODE[code] ?? 4400, reason: reason.slice(0, REASON_BYTES_MAX) };
}

/** The code of a closing that came from the other side; empty when it gave none. */
export function codeOf({ reason }: Closing): string {
  return /^[a-z-]+\/[a-z-]+/.exec(reason)?.[0] ?? '';
}

/** Hands a frame to the conversation. Answers how to end the connection when the frame is none of ours. */
export function hearFrame(conversation: Conversation, text: string): Closing | null {
  try {
    conversation.hear(readExchangeMessage(text));
    return null;
  } catch (error) {
    if (isFault(error, 'exchange/bad-message')) return closingFor(error.code, error.field);
    throw error;
  }
}
