import { Ban, Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { COLOURS } from './colours.ts';

/** One colour or none. A colour that was set elsewhere is offered beside ours. */
export function ColourField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const isOurs = value === null || COLOURS.some((colour) => colour.value === value);
  const choices: readonly { readonly value: string | null; readonly name: string }[] = [
    { value: null, name: t('item.noColour') },
    ...COLOURS.map((colour) => ({ value: colour.value as string, name: t(`colours.${colour.name}`) })),
    ...(isOurs ? [] : [{ value, name: value }]),
  ];
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium text-ink-2">{label}</legend>
      <div className="-m-1 flex flex-wrap">
        {choices.map((choice) => (
          <label
            key={choice.name}
            title={choice.name}
            className="grid size-touch cursor-default place-items-center"
          >
            <input
              type="radio"
              name="colour"
              className="peer sr-only"
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span
              aria-hidden="true"
              className="grid size-9 place-items-center rounded-full border border-line-strong text-ink-2 peer-checked:outline-3 peer-checked:outline-offset-2 peer-checked:outline-brand peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-focus [&_svg]:size-4.5"
              style={choice.value === null ? {} : { background: choice.value }}
            >
              {choice.value === null ? (
                <Ban />
              ) : choice.value === value ? (
                <Check style={{ color: '#ffffff' }} strokeWidth={3} />
              ) : null}
            </span>
            <span className="sr-only">{choice.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
