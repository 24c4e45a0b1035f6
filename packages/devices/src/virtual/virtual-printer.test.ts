import { connect, type Socket } from 'node:net';
import { bytesToHex, hexToBytes } from '@beaveros/kit';
import { afterEach, describe, expect, it } from 'vitest';
import {
  describePaper,
  type Paper,
  startVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterOptions,
} from './index.ts';

const used: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of used.splice(0).reverse()) await end();
});

async function printer(options: Partial<VirtualPrinterOptions> = {}): Promise<VirtualPrinter> {
  const started = await startVirtualPrinter({ port: 0, now: () => 1_000, ...options });
  used.push(() => started[Symbol.asyncDispose]());
  return started;
}

interface Client {
  readonly send: (hex: string) => void;
  readonly hear: (bytes: number) => Promise<string>;
  readonly socket: Socket;
}

/** A client that speaks bytes, independent of our transport and driver. */
async function client(to: VirtualPrinter): Promise<Client> {
  const socket = connect(to.port, '127.0.0.1');
  socket.on('error', () => {});
  used.push(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  let heard = '';
  let wake = (): void => {};
  socket.on('data', (bytes) => {
    heard += bytesToHex(bytes);
    wake();
  });
  const hear = async (bytes: number): Promise<string> => {
    while (heard.length < bytes * 2) await new Promise<void>((resolve) => (wake = resolve));
    const answer = heard.slice(0, bytes * 2);
    heard = heard.slice(bytes * 2);
    return answer;
  };
  return { send: (hex) => void socket.write(hexToBytes(hex)), hear, socket };
}

const TEXT = '48690a'; // "Hi", LF
const CUT = '1d5600';

describe('the virtual printer', () => {
  it('keeps papers split at the cut, the open paper, the raw bytes, and tells each sheet', async () => {
    const sheets: Paper[] = [];
    const at = await printer({ onPaper: (paper) => sheets.push(paper) });
    const { send } = await client(at);
    send(`1b40${TEXT}${CUT}${TEXT}${TEXT}`);
    await at.until(() => at.currentPaper.lines.length === 2);
    expect(at.papers).toEqual([{ lines: ['Hi'], cut: 'full' }]);
    expect(sheets).toEqual(at.papers);
    expect(at.currentPaper).toEqual({ lines: ['Hi', 'Hi'], cut: null });
    expect(bytesToHex(at.rawBytes)).toBe(`1b40${TEXT}${CUT}${TEXT}${TEXT}`);
  });

  it('answers real-time status at once, and GS r and process ids in their turn', async () => {
    const at = await printer();
    const { send, hear } = await client(at);
    send('100401100402100403100404');
    expect(await hear(4)).toBe('12121212');
    send('1d72011d284806003030414231321d4942');
    expect(await hear(1 + 7 + 10)).toBe(`00372241423132005f${bytesToHex(Buffer.from('BeaverOS'))}00`);
    at.fault({ coverIsOpen: true });
    send('1d28480600303043443334100401100402');
    expect(await hear(2)).toBe('1a16');
    expect(at.buffered).toBe(1);
    at.refillPaper();
    expect(await hear(7)).toBe('37224344333400');
  });

  it('reports changes by itself once it was asked to', async () => {
    const at = await printer();
    const { send, hear } = await client(at);
    send('1d61ff');
    expect(await hear(4)).toBe('10000000');
    at.fault({ paperEndsAfterBytes: 0 });
    expect(await hear(4)).toBe('18000f00');
    at.refillPaper();
    expect(await hear(4)).toBe('10000000');
    send('1b70003278');
    expect(await hear(4)).toBe('14000000');
    expect(at.drawer).toEqual({
      isOpen: true,
      opened: 1,
      openings: [{ connector: 'pin-2', onMs: 100, at: 1_000 }],
    });
  });

  it('stops at the end of the paper, goes on after a refill, or forgets when told to clear', async () => {
    const at = await printer({ faults: { paperEndsAfterBytes: 4 } });
    const { send, hear } = await client(at);
    send(`${TEXT}${TEXT}${CUT}100404`);
    expect(await hear(1)).toBe('7e');
    expect(at.currentPaper.lines).toEqual(['Hi']);
    at.refillPaper();
    expect(at.papers).toEqual([{ lines: ['Hi', 'Hi'], cut: 'full' }]);
    at.fault({ paperEndsAfterBytes: 0 });
    send(`${TEXT}${CUT}100502100402`);
    expect(await hear(1)).toBe('32');
    at.refillPaper();
    expect(at.papers).toHaveLength(1);
    expect(at.buffered).toBe(0);
  });

  it('loses what was not printed when the power goes, and refuses until it is back on the same port', async () => {
    const at = await printer({ faults: { losesPowerAfterBytes: 5 } });
    const { port } = at;
    const { send, socket } = await client(at);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    send(`${TEXT}${TEXT}${CUT}`);
    await closed;
    expect(at.isOn).toBe(false);
    expect(at.currentPaper.lines).toEqual(['Hi']);
    const refused = connect(port, '127.0.0.1');
    await new Promise((resolve) => refused.once('error', resolve));
    at.fault({ losesPowerAfterBytes: undefined });
    await at.powerOn();
    expect(at.port).toBe(port);
    const again = await client(at);
    again.send(`${TEXT}${CUT}`);
    await at.until(() => at.papers.length === 1);
    expect(at.papers[0]!.lines).toEqual(['Hi', 'Hi']);
  });

  it('names what it does not understand, and what a client left unfinished', async () => {
    const at = await printer();
    const first = await client(at);
    first.send('1d5a02');
    await at.until(() => at.problems.length > 0);
    expect(at.problems[0]).toMatchObject({ problem: 'unknown-command', at: 0 });
    const second = await client(at);
    second.send('1b7000');
    await at.until(() => at.rawBytes.length === 6);
    second.socket.end();
    await at.until(() => at.problems.some((problem) => problem.problem === 'truncated'));
    expect(at.drawer.opened).toBe(0);
  });

  it('takes up reading where it stopped', async () => {
    const at = await printer({ faults: { stopsReadingAfterBytes: 4 } });
    const { send } = await client(at);
    send(`${TEXT}${TEXT}${CUT}`);
    await at.until(() => at.jobBytes === 4);
    at.fault({ stopsReadingAfterBytes: undefined });
    await at.until(() => at.papers.length === 1);
    expect(at.papers[0]!.lines).toEqual(['Hi', 'Hi']);
    expect(bytesToHex(at.rawBytes)).toBe(`${TEXT}${TEXT}${CUT}`);
  });
});

describe('describePaper', () => {
  it('draws the paper for a console', () => {
    expect(describePaper({ lines: ['Hi', '', 'x', '', ''], cut: 'full' }, { columns: 6 })).toBe(
      ['+--------+', '| Hi     |', '|        |', '| x      |', '+- - - - +'].join('\n'),
    );
  });
});
