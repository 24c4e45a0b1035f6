/** A row with the fields that are given in place of its own; a field that is absent or undefined is not given. */
export function changed<Row extends object>(
  before: Row,
  given: { readonly [Field in keyof Row]?: Row[Field] | undefined },
): Row {
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...before, ...kept };
}
