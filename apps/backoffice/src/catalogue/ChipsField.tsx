import { Badge, Chip } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';

export interface ChipsFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Said when there is nothing to choose from. */
  readonly none: string;
  readonly options: readonly {
    readonly id: string;
    readonly name: string;
    readonly color?: string | null;
    readonly isActive: boolean;
  }[];
  readonly chosen: readonly string[];
  /** False: what is chosen is shown, and nothing can be pressed. */
  readonly mayManage: boolean;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Several of some, each a chip. What is out of use is shown only where it is chosen, so that it can be let go. */
export function ChipsField({ label, hint, none, options, chosen, mayManage, onChange }: ChipsFieldProps) {
  const { t } = useTranslation();
  const shown = options.filter(({ id, isActive }) => (isActive && mayManage) || chosen.includes(id));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium text-ink-2">{label}</legend>
      {shown.length === 0 ? <p className="text-sm text-ink-3">{options.length === 0 ? none : '–'}</p> : null}
      <div className="flex flex-wrap gap-2">
        {shown.map(({ id, name, color, isActive }) => {
          const called = isActive ? name : `${name} (${t('common.inactive')})`;
          return mayManage ? (
            <Chip
              key={id}
              isSelected={chosen.includes(id)}
              {...(color !== undefined && { color })}
              onPress={() =>
                onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
              }
            >
              {called}
            </Chip>
          ) : (
            <Badge key={id} className="min-h-8 px-3 text-sm">
              {called}
            </Badge>
          );
        })}
      </div>
      {hint === undefined ? null : <p className="text-sm text-ink-3">{hint}</p>}
    </fieldset>
  );
}
