import { assert } from '@beaveros/kit';

/** A `text/event-stream` being read. */
export interface EventReader {
  /** The data of the next event as JSON; null when the stream ended in order. Fails when it was cut off. */
  next(): Promise<unknown>;
  /** Comments seen so far. */
  comments(): number;
  /** Hangs up. */
  cancel(): Promise<void>;
}

/** Reads events of an answer; fails when it is no stream of events. */
export function eventsOf(response: Response): EventReader {
  const type = response.headers.get('content-type') ?? '';
  assert(
    response.status === 200 && type.startsWith('text/event-stream'),
    `not a stream: ${response.status} ${type}`,
  );
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let comments = 0;
  return {
    async next() {
      // Ends with the stream; every turn waits for more of it.
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end === -1) {
          const { done, value } = await reader.read();
          if (done) return null;
          text += decoder.decode(value, { stream: true });
          continue;
        }
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.startsWith(':')) comments += 1;
        else return dataOf(block);
      }
    },
    comments: () => comments,
    cancel: () => reader.cancel(),
  };
}

function dataOf(block: string): unknown {
  const match = /^event: changed\ndata: (.*)$/.exec(block);
  assert(match !== null, `not an event of ours: ${block}`);
  return JSON.parse(match[1]!) as unknown;
}
