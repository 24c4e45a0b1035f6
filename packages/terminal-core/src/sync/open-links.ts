import type { Clock, Random } from '@beaveros/kit';
import type { AskAnswer } from '@beaveros/protocol/exchange';
import type { Logger } from 'pino';
import type { IdentityFile } from '../enrolment/identity-file.ts';
import { createSigner, type Journal } from '../journal/index.ts';
import type { PictureFiles } from '../pictures/picture-files.ts';
import { PicturePull } from '../pictures/picture-pull.ts';
import type { Rows } from '../stores/rows.ts';
import { askCloud } from './ask-cloud.ts';
import { type AskHere, connectCloud, listenForPeers } from './exchange/index.ts';
import type { Links } from './links.ts';
import { startPull } from './pull/index.ts';
import { terminalTokens } from './terminal-token.ts';

export interface LinkOptions {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly identity: IdentityFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Where other tills reach this one; 0 picks a free port. */
  readonly peerPort: number;
  /** Where this one reaches for others. */
  readonly peers: readonly string[];
  /** Where pictures of items are kept. */
  readonly pictures: PictureFiles;
  /** Judges what another till asks; see `commands/asks.ts`. */
  readonly judgeAsk: (asked: AskHere) => AskAnswer;
  /** Told the hashes of pictures that have come down. */
  readonly onPictures: (hashes: readonly string[]) => void;
  /** A defect in a link: the process has to die. */
  readonly onDefect: (error: unknown) => void;
}

/** Facts to and from peers and cloud, and rows down. Each link finds its way back by itself; none holds up a sale. */
export async function openLinks(options: LinkOptions): Promise<Links & { readonly peerUrl: string }> {
  const { journal, rows, clock, random, log, onDefect } = options;
  const { gatewayUrl, tenant, store, terminal, epoch, tenantPublicKey, certificate, privateKey } =
    options.identity;
  const signer = createSigner(privateKey);
  // Named one by one: the private key stays out of what links hold.
  const identity = { tenant, store, terminal, epoch, tenantPublicKey, certificate, signer };
  const listeners = new Set<() => void>();
  const onChanged = () => {
    for (const listener of listeners) listener();
  };
  const token = terminalTokens({ gatewayUrl, terminal, certificate, signer, clock });
  const peers = await listenForPeers({
    journal,
    identity,
    clock,
    random,
    host: '127.0.0.1',
    port: options.peerPort,
    onAlarm: (alarm, peer) => log.error({ alarm, peer }, 'exchange with a till'),
    onDefect,
    onChanged,
    judgeAsk: options.judgeAsk,
  });
  for (const url of options.peers) peers.connect(url);
  const cloud = connectCloud({
    url: new URL('/v1/exchange', gatewayUrl.replace(/^http/, 'ws')).href,
    token,
    journal,
    keys: { signer, theirPublicKey: tenantPublicKey },
    clock,
    random,
    onAlarm: (alarm) => log.error({ alarm }, 'exchange with the cloud'),
    onDefect,
    onChanged,
  });
  const pull = startPull({ rows, gatewayUrl, token, tenant, clock, log });
  const pictures = new PicturePull({
    rows,
    files: options.pictures,
    gatewayUrl,
    token,
    log,
    onArrived: options.onPictures,
    onDefect,
  });
  return {
    peerUrl: peers.url,
    isCloudConnected: () => cloud.isConnected,
    cloudSeqOf: (chain) => cloud.seqOf(chain),
    ask: (id, question) =>
      question.to === 'till'
        ? peers.ask(question.terminal, id, question.ask)
        : askCloud({ gatewayUrl, token }, id, question.ask),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    peers: () =>
      peers.list().map(({ terminal: peer, url, isConnected }) => ({
        name: nameOf(rows, peer) ?? url ?? '',
        isConnected,
      })),
    async [Symbol.asyncDispose]() {
      await Promise.all([
        cloud[Symbol.asyncDispose](),
        peers[Symbol.asyncDispose](),
        pull[Symbol.asyncDispose](),
        pictures[Symbol.asyncDispose](),
      ]);
    },
  };
}

/** What people call a till; its id until its row has come down. */
function nameOf(rows: Rows, terminal: string | null): string | null {
  return rows.entity.terminals().find((row) => row.id === terminal)?.code ?? terminal;
}
