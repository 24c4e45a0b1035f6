/**
 * The same bytes, piece by piece as they are read, but ended in order when `signal` aborts; the source is then told that
 * nobody reads it any more. Streams of other processes know nothing of our end, and would hold a closing door open.
 */
export function endingWith(
  source: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const aborted = Promise.withResolvers<null>();
  const onAbort = () => aborted.resolve(null);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  const leave = () => signal.removeEventListener('abort', onAbort);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const read = reader.read();
        // Rejects when the source fails, and then so does this one.
        const piece = await Promise.race([read, aborted.promise]).catch((error: unknown) => {
          leave();
          throw error;
        });
        if (piece !== null && !piece.done) {
          controller.enqueue(piece.value);
          return;
        }
        leave();
        controller.close();
        if (piece === null) {
          read.catch(() => {}); // Nobody waits for it any more.
          await reader.cancel().catch(() => {});
        }
      },
      async cancel(reason) {
        leave();
        await reader.cancel(reason);
      },
    },
    // Nothing is read ahead: a slow caller is slow at the source, which judges it.
    { highWaterMark: 0 },
  );
}
