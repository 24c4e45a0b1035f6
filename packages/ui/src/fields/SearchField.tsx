import { Search, X } from 'lucide-react';
import { Button as AriaButton, Input, SearchField as AriaSearchField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { FIELD_BOX, FieldLabel } from './field-parts.tsx';

export interface SearchFieldProps extends CommonProps {
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSubmit?: ((value: string) => void) | undefined;
  readonly autoFocus?: boolean | undefined;
}

/** Search as one types. Escape or the cross clears; Enter submits. The test id is on the input itself. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  onSubmit,
  autoFocus = false,
  className,
  ...common
}: SearchFieldProps) {
  const { t } = useTranslation('ui');
  const testId = common['data-testid'];
  return (
    <AriaSearchField
      {...passedOn({ id: common.id })}
      {...(onSubmit && { onSubmit })}
      value={value}
      onChange={onChange}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the screen decides: a sheet's safe answer, a search just opened.
      autoFocus={autoFocus}
      className={classNames('group', className)}
    >
      <FieldLabel isHidden>{label}</FieldLabel>
      <div className="relative">
        <Search
          className="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-ink-3"
          aria-hidden="true"
        />
        <Input
          {...(placeholder !== undefined && { placeholder })}
          {...(testId !== undefined && { 'data-testid': testId })}
          className={classNames(FIELD_BOX, 'h-touch ps-10.5 pe-12 [&::-webkit-search-cancel-button]:hidden')}
        />
        <AriaButton
          aria-label={t('clearSearch')}
          className="absolute inset-y-0 end-0 grid w-touch cursor-default place-items-center rounded-control text-ink-2 group-data-empty:hidden data-pressed:bg-ink/10 [&_svg]:size-4.5"
        >
          <X aria-hidden="true" />
        </AriaButton>
      </div>
    </AriaSearchField>
  );
}
