import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type CommonProps, passedOn } from '../common-props.ts';
import { Button } from '../press/Button.tsx';
import { Sheet } from './Sheet.tsx';

export interface ConfirmDialogProps extends CommonProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly text: ReactNode;
  /** The words of the action: "Void order", never "OK". */
  readonly confirm: string;
  readonly tone?: 'normal' | 'danger';
  readonly isPending?: boolean | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** One question before something that is hard to take back. Cancel has the focus; the two stand well apart. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, text, confirm, tone = 'normal', onConfirm, onClose } = props;
  const { t } = useTranslation('ui');
  return (
    <Sheet
      {...passedOn(props)}
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      size="sm"
      side="center"
      role="alertdialog"
      footer={
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- ARIA APG, alertdialog: the safe answer has the focus. */}
          <Button data-testid="confirm-cancel" size="lg" autoFocus onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            data-testid="confirm-yes"
            size="lg"
            variant={tone === 'danger' ? 'danger' : 'primary'}
            isPending={props.isPending}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <p className="text-base text-ink-2">{text}</p>
    </Sheet>
  );
}
