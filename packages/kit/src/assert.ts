/** A defect: we were wrong. Never caught to carry on; the process dies and its supervisor starts it again. */
export class Defect extends Error {
  override readonly name = 'Defect';
}

/** States what must be true here. Throws {@link Defect} when it is not. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Defect(message);
}

/** The end of an exhaustive switch: does not type-check while a case is missing. */
export function unreachable(value: never): never {
  throw new Defect(`unreachable: ${JSON.stringify(value)}`);
}
