import { Switch } from '@beaveros/ui';

/** A switch with a sentence below its name. */
export function SwitchRow({
  testId,
  label,
  hint,
  isSelected,
  isDisabled,
  onChange,
}: {
  readonly testId: string;
  readonly label: string;
  readonly hint: string;
  readonly isSelected: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isSelected: boolean) => void;
}) {
  return (
    <Switch
      data-testid={testId}
      isSelected={isSelected}
      isDisabled={isDisabled}
      onChange={onChange}
      className="rounded-control border border-line px-4 py-1"
      label={
        <span className="flex flex-col py-1.5">
          <span className="font-medium">{label}</span>
          <span className="text-sm text-ink-3">{hint}</span>
        </span>
      }
    />
  );
}
