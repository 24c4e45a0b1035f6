import { type Logger, pino } from 'pino';
import type { HostConfig } from './config.ts';

/** JSON lines on stderr: stdout belongs to the ready line. */
export function openLog({ logLevel }: HostConfig): Logger {
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorInLog },
  };
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** An error by its name, code and stack; a driver hangs its whole session on its errors, which no log needs. */
function errorInLog(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  return { name, message, code, stack, ...(cause === undefined ? {} : { cause: errorInLog(cause) }) };
}
