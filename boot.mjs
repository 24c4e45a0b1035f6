// `node boot.mjs <script> [args...]`: from a bare checkout to a running script of apps/dev/src. Runs on any Node >= 18 and
// has no dependencies, because it is what brings them. Installs when the manifests changed, chooses a Node that can run
// the project, and hands over stdin, stdout, signals and the exit status.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const PNPM_VERSION = '12.21.0';
/** better-sqlite3 13 is built with NAPI_VERSION 10 and segfaults below it; Node has it from 22.14. */
const NAPI_MIN = 10;
/** A registry that fails three times in a row is down, not busy. */
const INSTALL_ATTEMPTS_MAX = 3;
const INSTALL_PAUSE_MS = 5_000;
/** How much of the installer's output is kept to tell a network error from a wrong manifest. */
const INSTALL_TAIL_CHARS = 20_000;
const NETWORK_ERROR =
  /ECONNRE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|socket hang up|connection closed|error sending request|timed? ?out|ERR_PNPM_(META_)?FETCH|ERR_SOCKET|\b(429|502|503|504)\b/i;

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const BIN = path.join(ROOT, 'node_modules', '.bin');
const STAMP = path.join(ROOT, 'node_modules', '.beaveros-installed');
const IS_WINDOWS = process.platform === 'win32';

const [script, ...args] = process.argv.slice(2);
const file = sourceOf(script);
await installWhenStale();
handOver(file, args);

function sourceOf(name) {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const known = Object.keys(scripts).filter((each) => scripts[each] === `node boot.mjs ${each}`);
  if (!known.includes(name)) {
    fail(
      `${name === undefined ? 'no script named' : `unknown script "${name}"`}; the scripts are: ${known.join(', ')}`,
    );
  }
  const source = path.join(ROOT, 'apps', 'dev', 'src', `${name.replaceAll(':', '-')}.ts`);
  if (!existsSync(source))
    fail(`script "${name}" is listed in package.json, but ${path.relative(ROOT, source)} is missing`);
  return source;
}

async function installWhenStale() {
  const wanted = manifestHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  for (let attempt = 1; ; attempt += 1) {
    const { status, tail } = await install();
    if (status === 0) break;
    if (attempt === INSTALL_ATTEMPTS_MAX || !NETWORK_ERROR.test(tail))
      fail('the installation failed; see above', status);
    say(
      `the network failed; attempt ${attempt + 1} of ${INSTALL_ATTEMPTS_MAX} in ${INSTALL_PAUSE_MS / 1000} s`,
    );
    await new Promise((resolve) => setTimeout(resolve, INSTALL_PAUSE_MS));
  }
  writeFileSync(STAMP, wanted);
}

/** Everything the installation depends on: the lockfile, the workspace, each package.json, and the platform. */
function manifestHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${PNPM_VERSION}`);
  for (const each of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...workspaceManifests()]) {
    hash.update(`\n${each}\n`).update(readFileSync(path.join(ROOT, each)));
  }
  return hash.digest('hex');
}

function workspaceManifests() {
  const workspace = readFileSync(path.join(ROOT, 'pnpm-workspace.yaml'), 'utf8');
  return [...workspace.matchAll(/^ +- ([\w/-]+)\/\*$/gm)].flatMap(([, parent]) =>
    readdirSync(path.join(ROOT, parent))
      .map((name) => `${parent}/${name}/package.json`)
      .filter((manifest) => existsSync(path.join(ROOT, manifest)))
      .sort(),
  );
}

/** Both streams of the installer go to stderr: stdout belongs to the script. */
function install() {
  return new Promise((resolve) => {
    const npx = spawn(
      'npx',
      ['-y', `pnpm@${PNPM_VERSION}`, 'install', '--frozen-lockfile', '--prefer-offline'],
      {
        cwd: ROOT,
        stdio: ['inherit', 'pipe', 'pipe'],
        shell: IS_WINDOWS,
        // CI=true: pnpm never asks a question.
        env: {
          ...process.env,
          CI: 'true',
          npm_config_loglevel: 'error',
          npm_config_update_notifier: 'false',
        },
      },
    );
    let tail = '';
    for (const stream of [npx.stdout, npx.stderr]) {
      stream.on('data', (chunk) => {
        process.stderr.write(chunk);
        tail = (tail + chunk).slice(-INSTALL_TAIL_CHARS);
      });
    }
    npx.on('error', (error) => resolve({ status: 1, tail: String(error) }));
    npx.on('close', (status) => resolve({ status: status ?? 1, tail }));
  });
}

/** The machine's own Node when it can run the project, else the one that the lockfile pins for Linux x64. */
function chooseNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isFit = (major > 22 || (major === 22 && minor >= 14)) && Number(process.versions.napi) >= NAPI_MIN;
  // 22.14 to 22.17 strip types only when asked to.
  const flags = process.features.typescript ? '' : '--experimental-strip-types';
  if (isFit && flags === '') return { node: process.execPath, flags };
  if (process.platform === 'linux' && process.arch === 'x64') return { node: pinnedNode(), flags: '' };
  if (isFit) return { node: process.execPath, flags };
  return fail(
    `Node ${process.versions.node} is too old. On ${process.platform} ${process.arch} BeaverOS runs on your own Node: ` +
      'please install Node 22.14 or newer (https://nodejs.org).',
  );
}

function pinnedNode() {
  const node = path.join(BIN, 'node');
  const asked = spawnSync(node, ['-p', 'process.versions.napi'], { encoding: 'utf8' });
  if (asked.error)
    fail(`the pinned Node does not start (${asked.error.message}); remove node_modules and try again`);
  const napi = Number(asked.stdout);
  if (!(napi >= NAPI_MIN))
    fail(`the pinned Node has Node-API ${asked.stdout.trim()}, but ${NAPI_MIN} is needed`);
  return node;
}

function handOver(source, rest) {
  const { node, flags } = chooseNode();
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const env = { ...process.env, [pathKey]: `${BIN}${path.delimiter}${process.env[pathKey] ?? ''}` };
  if (flags !== '') env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} ${flags}`.trim();
  const child = spawn(node, [source, ...rest], { cwd: ROOT, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches the whole process group by itself; a second one would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`${node}: ${error.message}`));
  child.on('exit', (status, signal) => {
    process.exitCode = signal === null ? status : 128 + os.constants.signals[signal];
    process.exit();
  });
}

function say(message) {
  process.stderr.write(`boot: ${message}\n`);
}

function fail(message, status = 1) {
  say(message);
  process.exit(status);
}
