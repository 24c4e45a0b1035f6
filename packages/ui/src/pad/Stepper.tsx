import { Minus, Plus } from 'lucide-react';
import { Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { IconButton } from '../press/IconButton.tsx';

export interface StepperProps extends CommonProps {
  readonly label: string;
  /** As shown: the caller formats it. */
  readonly value: string;
  readonly onLess: () => void;
  readonly onMore: () => void;
  readonly isLessDisabled?: boolean | undefined;
  readonly isMoreDisabled?: boolean | undefined;
}

/** A quantity with less and more. Test ids of the buttons: the stepper's plus `-less` and `-more`. */
export function Stepper(props: StepperProps) {
  const { label, value, onLess, onMore } = props;
  const { t } = useTranslation('ui');
  const testId = props['data-testid'] ?? 'stepper';
  return (
    <Group
      {...passedOn(props)}
      aria-label={label}
      className={classNames(
        'inline-flex w-fit items-center gap-1 rounded-control bg-control inset-ring inset-ring-line',
        props.className,
      )}
    >
      <IconButton
        data-testid={`${testId}-less`}
        icon={<Minus />}
        label={t('less', { label })}
        onPress={onLess}
        isDisabled={props.isLessDisabled}
      />
      <output className="min-w-12 text-center text-lg font-semibold text-ink tabular-nums">{value}</output>
      <IconButton
        data-testid={`${testId}-more`}
        icon={<Plus />}
        label={t('more', { label })}
        onPress={onMore}
        isDisabled={props.isMoreDisabled}
      />
    </Group>
  );
}
