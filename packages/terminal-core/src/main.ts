import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Clock, Fault, instant, isFault, type Random } from '@beaveros/kit';
import pino from 'pino';
import * as z from 'zod';
import { type Core, JOURNAL_DAMAGED } from './core.ts';
import { readIdentity } from './enrolment/identity-file.ts';
import type { ScreenKind } from './ipc/door.ts';
import { SCREEN_IDLE_MS, SCREENS_MAX, type Screens } from './ipc/screen-door.ts';
import { parentPortOf, ShellPorts } from './ipc/shell-ports.ts';
import { IpcSocket } from './ipc/web-socket.ts';
import { openCore } from './recovery.ts';
import { TokenFile } from './sign-in/token-file.ts';
import { openLinks } from './sync/open-links.ts';

// The till's core as a process of its own: what Electron's utility process, a headless store box and the tests run.

const zPort = z.coerce.number().int().min(0).max(65_535);
const zUrls = z
  .string()
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(z.array(z.url()).max(64));

const zConfig = z.object({
  BEAVER_DATA_DIR: z.string().min(1),
  /** The screens' WebSocket; 0 picks a free port. */
  BEAVER_IPC_PORT: zPort.default(0),
  /** Where other tills of the store reach this one; 0 picks a free port. */
  BEAVER_PEER_PORT: zPort.default(0),
  /** Tills of the store this one reaches for, `ws://host:port`, comma-separated. */
  BEAVER_PEERS: zUrls.default([]),
  /** Origins of pages that may connect to the screens' WebSocket. */
  BEAVER_ORIGINS: zUrls.default([]),
  /** Folder with the built screens, `till/` and `kitchen/`; without it no browser can open one. */
  BEAVER_SCREENS_DIR: z.string().min(1).optional(),
  /** Base64 of the key that seals PINs, from the OS keychain; without it the one in identity.json is used. */
  BEAVER_SEAL_KEY: z.base64().length(44).optional(),
  BEAVER_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** sysexits.h: a defect, which the supervisor answers by starting the core again; and a set-up that a person mends. */
const EX_SOFTWARE = 70;
const EX_CONFIG = 78;

/** Tokens on the ready line; a parent process asks for more with the message `{"want":"token","kind":"till"}`. */
const TOKENS_AT_START = 8;

const zWant = z.object({ want: z.literal('token'), kind: z.enum(['till', 'kitchen']).default('till') });

type Config = z.output<typeof zConfig>;

/** What browsers get, when there is a folder of screens. */
function screensOf(
  { BEAVER_SCREENS_DIR: dir, BEAVER_DATA_DIR: dataDir }: Config,
  core: Core,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Screens | null {
  if (dir === undefined) return null;
  const path = join(dataDir, 'screens.sqlite');
  const cookies = new TokenFile({ path, max: SCREENS_MAX, idleMs: SCREEN_IDLE_MS, clock, random });
  return { dir, cookies, picture: (hash) => core.pictures.read(hash) };
}

function configOf(env: NodeJS.ProcessEnv): Config {
  const parsed = zConfig.safeParse(env);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  throw new Fault('config/invalid', `${field}: ${parsed.error.issues[0]?.message ?? 'invalid'}`, { field });
}

async function main(): Promise<void> {
  // A till has 4 GB and shares them with its screens. V8 would let the heap of the core grow to five times what lives in
  // it (172 MB for 35 MB, 100,000 items after 1,000 sales); with this it stays near. No command
  // got slower; a first sync did, from about 8 to 11 s for those items (bench, 2026-11-22).
  setFlagsFromString('--optimize-for-size');
  const config = configOf(process.env);
  const log = pino({ level: config.BEAVER_LOG_LEVEL, base: { room: 'terminal-core' } }, pino.destination(2));
  const identity = readIdentity(join(config.BEAVER_DATA_DIR, 'identity.json'));
  if (identity === null) {
    throw new Fault(
      'enrolment/missing',
      'this till is not enrolled: there is no identity.json in BEAVER_DATA_DIR',
    );
  }
  const clock = { now: () => instant(Date.now()) };
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  // What this process starts, and who looks at its environment, need not have it.
  delete process.env['BEAVER_SEAL_KEY'];
  const sealKey = config.BEAVER_SEAL_KEY;
  const core = await openCore({
    dataDir: config.BEAVER_DATA_DIR,
    identity,
    clock,
    random,
    log,
    ...(sealKey === undefined ? {} : { sealKey }),
  });
  const onDefect = (error: unknown) => {
    log.fatal({ err: error }, 'defect');
    process.exit(EX_SOFTWARE);
  };
  const answer = (frame: unknown, screen: ScreenKind) => core.answer(frame, screen);
  const screens = screensOf(config, core, { clock, random });
  const socket = await IpcSocket.listen({
    answer,
    port: config.BEAVER_IPC_PORT,
    origins: config.BEAVER_ORIGINS,
    onDefect,
    ...(screens === null ? {} : { screens }),
  });
  // Behind an answer nobody waits for the fault: the start after this one recovers.
  process.on('uncaughtException', (error) => {
    if (isFault(error, JOURNAL_DAMAGED)) core.damageWasRead();
    onDefect(error);
  });
  core.onPush((push) => socket.push(push));
  const shell = parentPortOf(process);
  if (shell !== null) {
    const ports = new ShellPorts(shell, { answer, onDefect });
    core.onPush((push) => ports.push(push));
  }
  const links = await openLinks({
    journal: core.journal,
    rows: core.rows,
    identity,
    clock,
    random,
    log,
    peerPort: config.BEAVER_PEER_PORT,
    peers: config.BEAVER_PEERS,
    pictures: core.pictures,
    onPictures: (hashes) => core.picturesArrived(hashes),
    judgeAsk: (asked) => core.judgeAsk(asked),
    onDefect,
  });
  core.attach(links);

  process.on('message', (message: unknown) => {
    const wanted = zWant.safeParse(message);
    if (wanted.success) process.send?.({ token: socket.mintToken(wanted.data.kind) });
  });
  const stop = () => {
    void (async () => {
      await socket[Symbol.asyncDispose]();
      await core[Symbol.asyncDispose]();
      screens?.cookies[Symbol.dispose]();
      process.exit(0);
    })();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // A parent that dies takes its till along; nothing is lost, what was answered is durable.
  process.once('disconnect', stop);

  const tokens = Array.from({ length: TOKENS_AT_START }, () => socket.mintToken());
  const ready = { ready: true, ipc: `ws://127.0.0.1:${socket.port}`, peer: links.peerUrl, tokens };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

main().catch((error: unknown) => {
  const fault = error instanceof Fault ? error : null;
  const said = {
    fault: fault?.code ?? 'defect',
    field: fault?.field ?? null,
    message: (error as Error).message,
  };
  process.stderr.write(`${JSON.stringify(said)}\n`);
  process.exit(fault === null ? EX_SOFTWARE : EX_CONFIG);
});
