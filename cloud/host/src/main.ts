import { parseArgs } from 'node:util';
import { Fault, isFault } from '@beaveros/kit';
import { parseConfig, portVariable } from '@beaveros/service-kit';
import * as z from 'zod';
import { type Cloud, startCloud } from './host.ts';

// The cloud as a process: `node cloud/host/src/main.ts [--service NAME] [--data-dir DIR] [--port N] [--hostname H]`.
// stdout holds the ready line and nothing else; logs go to stderr. Exits 0 after SIGTERM or SIGINT, or when the process
// that started it over a channel is gone; 1 when it cannot start or its embedded server dies.

const VARIABLES = z.object({
  PORT: portVariable.default(8_080),
  HOSTNAME_TO_LISTEN: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data/cloud'),
});

async function run(): Promise<void> {
  const given = argumentsOf(process.argv.slice(2));
  const env = {
    ...process.env,
    ...(given.port === undefined ? {} : { PORT: given.port }),
    ...(given.hostname === undefined ? {} : { HOSTNAME_TO_LISTEN: given.hostname }),
    ...(given['data-dir'] === undefined ? {} : { DATA_DIR: given['data-dir'] }),
  };
  const { PORT: port, HOSTNAME_TO_LISTEN: hostname, DATA_DIR: dataDir } = parseConfig(VARIABLES, env);
  // Asked to end while it starts, it ends as soon as it has started.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
  const cloud = await startCloud({
    dataDir,
    port,
    hostname,
    env,
    ...(given.service === undefined ? {} : { service: given.service }),
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: cloud.url })}\n`);
  await serveUntil(cloud, asked);
}

async function serveUntil(cloud: Cloud, asked: Promise<void>): Promise<void> {
  const died = await Promise.race([asked.then(() => undefined), cloud.died]);
  await cloud.stop();
  if (died !== undefined) throw died;
}

function argumentsOf(args: readonly string[]) {
  const options = {
    service: { type: 'string' },
    'data-dir': { type: 'string' },
    port: { type: 'string' },
    hostname: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new Fault('config/invalid', cause instanceof Error ? cause.message : 'bad arguments', { field: 'arguments', cause });
  }
}

try {
  await run();
  process.exit(0);
} catch (error) {
  const { code, message, field } = isFault(error) ? error : { code: 'internal', message: String((error as Error)?.stack ?? error), field: undefined };
  process.stderr.write(`${JSON.stringify({ error: { code, message, ...(field === undefined ? {} : { field }) } })}\n`);
  process.exit(1);
}
