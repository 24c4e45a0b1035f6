import { Fault, isFault } from '@beaveros/kit';

/**
 * Runs a script of the root package.json: what is wrong in its input or surroundings is told in one line and exits 1; a
 * defect shows its stack. The work answers whether it went well.
 */
export async function runScript(work: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await work()) ? 0 : 1;
  } catch (error) {
    process.exitCode = 1;
    if (isParseArgsError(error)) {
      process.stderr.write(`argument/invalid: ${error.message}\n`);
      return;
    }
    if (!isFault(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
      process.stderr.write(`  because: ${cause.message}\n`);
    }
  }
}

function isParseArgsError(error: unknown): error is Error {
  return (
    error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_')
  );
}

/** Resolves at Ctrl-C or when somebody asks us to end. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve(signal));
  });
}

/** A port given as an argument; 0, any free one, without it. */
export function portArgument(text: string | undefined): number {
  const port = Number(text ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Fault('argument/invalid', `not a port: ${text}`, { field: 'PORT' });
  }
  return port;
}

/** A whole number of at least one given as an option. */
export function countOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) {
    throw new Fault('argument/invalid', `--${name} needs a whole number of at least 1, not ${text}`, {
      field: name,
    });
  }
  return count;
}

/** One line on stderr with the seconds since the script began: which step took how long. */
export function stopwatch(): (step: string) => void {
  const started = performance.now();
  let last = started;
  return (step) => {
    const now = performance.now();
    const [took, total] = [now - last, now - started].map((ms) => (ms / 1000).toFixed(1));
    process.stderr.write(`${step} (${took} s, ${total} s in all)\n`);
    last = now;
  };
}
