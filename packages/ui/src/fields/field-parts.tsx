import { FieldError, Label, Text } from 'react-aria-components';

/** The box of a field that takes text. */
export const FIELD_BOX =
  'w-full rounded-control border border-line-strong bg-control text-base text-ink placeholder:text-ink-3 ' +
  'data-invalid:border-danger data-disabled:opacity-45';

/** A label above a field; when hidden, still said. */
export function FieldLabel({
  children,
  isHidden = false,
}: {
  children: string;
  isHidden?: boolean | undefined;
}) {
  return <Label className={isHidden ? 'sr-only' : 'text-sm font-medium text-ink-2'}>{children}</Label>;
}

/** The hint below a field, or what is wrong with it: never both. */
export function FieldFoot({ hint, error }: { hint?: string | undefined; error?: string | null | undefined }) {
  if (error) return <FieldError className="text-sm font-medium text-danger">{error}</FieldError>;
  if (hint === undefined) return null;
  return (
    <Text slot="description" className="text-sm text-ink-3">
      {hint}
    </Text>
  );
}
