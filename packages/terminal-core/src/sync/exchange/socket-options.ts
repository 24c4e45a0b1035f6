import { constants } from 'node:zlib';
import { COMPRESS_FROM_BYTES, FRAME_BYTES_MAX } from '@beaveros/sync/exchange';
import type { PerMessageDeflateOptions } from 'ws';

/** How long a connection may take to open: a till on a bad line should try again rather than wait. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * Raw deflate at level 1 (a batch of entries shrinks to about a fifth), no window kept between frames: a hundred links
 * would each hold 300 kB. `maxPayload` bounds what a frame may inflate to.
 */
const DEFLATE: PerMessageDeflateOptions = {
  threshold: COMPRESS_FROM_BYTES,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  concurrencyLimit: 4,
  zlibDeflateOptions: { level: constants.Z_BEST_SPEED },
};

export const SOCKET_OPTIONS = {
  perMessageDeflate: DEFLATE,
  maxPayload: FRAME_BYTES_MAX,
  handshakeTimeout: OPEN_TIMEOUT_MS,
  followRedirects: false,
} as const;
