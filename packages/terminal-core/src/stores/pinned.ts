/** True when two types are the same, optional and nullable parts included. */
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

/**
 * `true` when the columns that a table stores for a domain row are exactly that row's fields: drift between the two
 * stops the build. `Own` names the columns that are the store's own.
 */
export type IsPinned<Stored, Row, Own extends PropertyKey> = IsSame<Flat<Omit<Stored, Own>>, Flat<Row>>;

/** Says so where it is declared. */
export function pinned<_T extends true>(): void {}
