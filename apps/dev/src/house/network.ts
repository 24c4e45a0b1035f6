import { Fault } from '@beaveros/kit';
import { seededNumbers } from '@beaveros/testkit';
import { Line } from './line.ts';

export interface NetworkOptions {
  /** Decides every jitter; the same faults then fall the same way. */
  readonly seed: number;
}

/**
 * The lines of a house: each till to the cloud (`casa-castor/T1>cloud`), each till to those it reaches for
 * (`casa-castor/T2>T1`), and the cloud to its database (`cloud>postgres`) where the house has that line. Each can fail by
 * itself; {@link cut} takes the cloud from every till, as the internet does, and leaves the rest.
 */
export class Network implements AsyncDisposable {
  readonly #seed: number;
  readonly #lines = new Map<string, Line>();

  constructor({ seed }: NetworkOptions) {
    this.#seed = seed;
  }

  /** Adds a line, on a port of its own. */
  async add(name: string, targetPort: () => number): Promise<Line> {
    if (this.#lines.has(name)) throw new Fault('house/line-taken', `there is a line ${name} already`);
    const random = seededNumbers(this.#seed + this.#lines.size);
    const line = await Line.open({ port: 0, targetPort, random });
    this.#lines.set(name, line);
    return line;
  }

  line(name: string): Line {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const known = [...this.#lines.keys()].join(', ');
      throw new Fault('house/no-line', `this house has no line ${name}; it has ${known}`);
    }
    return line;
  }

  get lines(): ReadonlyMap<string, Line> {
    return this.#lines;
  }

  /** Whether tills have lost the cloud. */
  get isCut(): boolean {
    return this.#toCloud.some((line) => line.isCut);
  }

  /** No till reaches the cloud; tills reach each other. */
  cut(): void {
    for (const line of this.#toCloud) line.cut();
  }

  /** Every line passes everything again. */
  heal(): void {
    for (const line of this.#lines.values()) line.heal();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line[Symbol.asyncDispose]()));
  }

  get #toCloud(): readonly Line[] {
    return [...this.#lines].filter(([name]) => name.endsWith('>cloud')).map(([, line]) => line);
  }
}
