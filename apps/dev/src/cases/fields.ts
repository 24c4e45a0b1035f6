/** A case asks for what this format has no meaning for: neither the table nor the shared file has the field. */
export class Unsupported extends Error {}

/**
 * The input fields of a case, read by name. A field that nobody read by the end is one nobody knows: `done` says so. So
 * what a case carries is either heeded or named, never passed over.
 */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #read = new Set<string>();
  readonly #inner: Fields[] = [];

  constructor(value: unknown, path = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Unsupported(`${path || 'inputs'} is not an object`);
    this.#value = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined;
  }

  /** Whatever stands there; undefined: nothing. */
  raw(name: string): unknown {
    this.#read.add(name);
    return this.#value[name];
  }

  /** A decimal as it is written; a JSON number is taken by its shortest digits. */
  decimal(name: string): string | undefined;
  decimal(name: string, ifAbsent: string): string;
  decimal(name: string, ifAbsent?: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return ifAbsent;
    return decimalOf(value, this.#at(name));
  }

  decimals(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw new Unsupported(`${this.#at(name)} is not a list`);
    return value.map((each, at) => decimalOf(each, `${this.#at(name)}.${at}`));
  }

  integer(name: string): number | undefined;
  integer(name: string, ifAbsent: number): number;
  integer(name: string, ifAbsent?: number): number | undefined {
    const text = this.decimal(name);
    if (text === undefined) return ifAbsent;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new Unsupported(`${this.#at(name)} is not an integer`);
    return value;
  }

  text(name: string): string | undefined;
  text(name: string, ifAbsent: string): string;
  text(name: string, ifAbsent?: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return ifAbsent;
    if (typeof value !== 'string') throw new Unsupported(`${this.#at(name)} is not a text`);
    return value;
  }

  flag(name: string, ifAbsent = false): boolean {
    const value = this.raw(name) ?? ifAbsent;
    if (typeof value !== 'boolean') throw new Unsupported(`${this.#at(name)} is neither true nor false`);
    return value;
  }

  /** One of a list of words; another word has no meaning here. */
  word<Word extends string>(name: string, words: readonly Word[], ifAbsent: Word): Word {
    const value = this.raw(name) ?? ifAbsent;
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Unsupported(`${this.#at(name)} is ${JSON.stringify(value)}`);
    return found;
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
      throw new Unsupported(`${this.#at(name)} is no list of texts`);
    return value;
  }

  object(name: string): Fields | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : this.#within(value, this.#at(name));
  }

  objects(name: string): readonly Fields[] {
    const value = this.raw(name) ?? [];
    if (!Array.isArray(value)) throw new Unsupported(`${this.#at(name)} is not a list`);
    return value.map((each, at) => this.#within(each, `${this.#at(name)}.${at}`));
  }

  /** Throws {@link Unsupported} for what nobody read, here and within. */
  done(): void {
    const unread = Object.keys(this.#value).filter((name) => !this.#read.has(name));
    if (unread.length > 0)
      throw new Unsupported(`no meaning is known for ${unread.map((name) => this.#at(name)).join(', ')}`);
    for (const inner of this.#inner) inner.done();
  }

  #within(value: unknown, path: string): Fields {
    const inner = new Fields(value, path);
    this.#inner.push(inner);
    return inner;
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

const DECIMAL = /^[+-]?\d+(\.\d+)?$/;

export function decimalOf(value: unknown, path: string): string {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || !DECIMAL.test(text)) throw new Unsupported(`${path} is no decimal`);
  return text;
}
