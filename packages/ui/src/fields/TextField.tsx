import { Input, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { FIELD_BOX, FieldFoot, FieldLabel } from './field-parts.tsx';

export interface TextFieldProps extends CommonProps {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong and what to do, in one sentence. */
  readonly error?: string | null | undefined;
  readonly hint?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'url' | 'date' | 'time';
  readonly autoFocus?: boolean | undefined;
  readonly multiline?: boolean | undefined;
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'tel' | 'email' | 'url' | 'search' | 'none';
  readonly maxLength?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly name?: string | undefined;
  readonly autoComplete?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isRequired?: boolean | undefined;
}

/** A line, or with `multiline` a few lines, of text. The test id is on the input itself. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, error, type = 'text', inputMode, maxLength, placeholder } = props;
  const field = classNames(FIELD_BOX, props.multiline ? 'min-h-24 px-3.5 py-3' : 'h-touch px-3.5');
  const given = {
    ...(placeholder !== undefined && { placeholder }),
    ...(props['data-testid'] !== undefined && { 'data-testid': props['data-testid'] }),
  };
  return (
    <AriaTextField
      {...passedOn({ id: props.id })}
      {...(inputMode !== undefined && { inputMode })}
      {...(maxLength !== undefined && { maxLength })}
      {...(props.name !== undefined && { name: props.name })}
      {...(props.autoComplete !== undefined && { autoComplete: props.autoComplete })}
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={Boolean(error)}
      isDisabled={props.isDisabled ?? false}
      isRequired={props.isRequired ?? false}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the screen decides: the one field of a sheet just opened.
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      className={classNames('flex flex-col gap-1.5', props.className)}
    >
      <FieldLabel isHidden={props.isLabelHidden}>{label}</FieldLabel>
      {props.multiline ? (
        <TextArea {...given} className={field} rows={3} />
      ) : (
        <Input {...given} className={field} />
      )}
      <FieldFoot hint={props.hint} error={error} />
    </AriaTextField>
  );
}
