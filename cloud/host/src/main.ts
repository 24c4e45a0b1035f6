import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { TenantDraft } from '@beaveros/auth-user';
import { Fault, isFault } from '@beaveros/kit';
import { parseConfig, portVariable } from '@beaveros/service-kit';
import * as z from 'zod';
import { type Cloud, startCloud } from './host.ts';

// The cloud as a process.
//
//   node cloud/host/src/main.ts [--service NAME] [--data-dir DIR] [--port N] [--hostname H]
//   node cloud/host/src/main.ts create-tenant FILE [--data-dir DIR]      FILE is JSON, `-` is stdin
//
// stdout holds one JSON line: ready, or the tenant. Logs go to stderr. Exits 0 after SIGTERM or SIGINT, or when the process
// that started it over a channel is gone; 1 when it cannot do what it was asked, or its embedded server dies.

const VARIABLES = z.object({
  PORT: portVariable.default(8_080),
  LISTEN_HOSTNAME: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data/cloud'),
});

async function run(): Promise<void> {
  const { values: given, positionals } = argumentsOf(process.argv.slice(2));
  const env = {
    ...process.env,
    ...(given.port === undefined ? {} : { PORT: given.port }),
    ...(given.hostname === undefined ? {} : { LISTEN_HOSTNAME: given.hostname }),
    ...(given['data-dir'] === undefined ? {} : { DATA_DIR: given['data-dir'] }),
  };
  const { PORT: port, LISTEN_HOSTNAME: hostname, DATA_DIR: dataDir } = parseConfig(VARIABLES, env);
  const [command = 'serve', file] = positionals;
  // Asked to end while it starts, it ends as soon as it has started.
  const asked = endAsked();
  if (command === 'create-tenant' && file !== undefined && positionals.length === 2) {
    const draft = await readDraft(file);
    await using cloud = await startCloud({ dataDir, port: 0, env });
    await createTenant(cloud, draft);
  } else if (command === 'serve' && positionals.length <= 1) {
    const cloud = await startCloud({
      dataDir,
      port,
      hostname,
      env,
      ...(given.service === undefined ? {} : { service: given.service }),
    });
    print({ ready: true, url: cloud.url });
    await serveUntil(cloud, asked);
  } else {
    throw new Fault('config/invalid', 'the command is serve or create-tenant FILE', { field: 'arguments' });
  }
}

function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}

async function serveUntil(cloud: Cloud, asked: Promise<void>): Promise<void> {
  const died = await Promise.race([asked.then(() => undefined), cloud.died]);
  await cloud.stop();
  if (died !== undefined) throw died;
}

async function readDraft(file: string): Promise<Omit<TenantDraft, 'id'>> {
  const json = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  try {
    // Its fields are checked where the tenant is made.
    return JSON.parse(json) as Omit<TenantDraft, 'id'>;
  } catch {
    // No cause: the parser quotes what it read, and the file holds a password.
    throw new Fault('tenant/invalid', `${file} is not JSON`, { field: file });
  }
}

async function createTenant(cloud: Cloud, draft: Omit<TenantDraft, 'id'>): Promise<void> {
  const created = await cloud.createTenant(draft);
  if (!created.ok)
    throw new Fault(created.refusal.code, 'there already is a tenant with this slug', { field: 'slug' });
  const { tenantId, adminId, tenantPublicKey } = created.value;
  print({ ok: true, tenantId, adminId, tenantPublicKey });
}

function argumentsOf(args: readonly string[]) {
  const options = {
    service: { type: 'string' },
    'data-dir': { type: 'string' },
    port: { type: 'string' },
    hostname: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (cause) {
    throw new Fault('config/invalid', cause instanceof Error ? cause.message : 'bad arguments', {
      field: 'arguments',
      cause,
    });
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  await run();
  process.exitCode = 0;
} catch (error) {
  const found = isFault(error) ? error : new Fault('internal', String((error as Error)?.stack ?? error));
  const { code, message, field } = found;
  process.stderr.write(
    `${JSON.stringify({ error: { code, message, ...(field === undefined ? {} : { field }) } })}\n`,
  );
  process.exitCode = 1;
}
// A channel to the parent would keep the process; everything else has been closed.
if (process.connected) process.disconnect();
