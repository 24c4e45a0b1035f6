import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { IconButton } from '../press/IconButton.tsx';

export interface SheetProps extends CommonProps {
  readonly isOpen: boolean;
  /** By the close button, Escape, or a press outside. */
  readonly onClose: () => void;
  readonly title: string;
  readonly subtitle?: ReactNode;
  /** Stays in sight below what scrolls. */
  readonly footer?: ReactNode;
  readonly size?: 'sm' | 'md' | 'lg' | 'full';
  readonly side?: 'end' | 'bottom' | 'center';
  /** False where a choice must be made (an unknown card result): only the content's own buttons close it. */
  readonly isDismissable?: boolean | undefined;
  readonly role?: 'dialog' | 'alertdialog';
  readonly children: ReactNode;
}

const PLACE = {
  end: 'absolute inset-y-0 end-0 h-full rounded-s-sheet border-s motion-safe:data-entering:animate-sheet-end',
  bottom:
    'absolute inset-x-0 bottom-0 mx-auto max-h-[92dvh] rounded-t-sheet border-x border-t motion-safe:data-entering:animate-sheet-bottom',
  center:
    'absolute inset-0 m-auto h-fit max-h-[92dvh] rounded-sheet border motion-safe:data-entering:animate-sheet-center',
} as const;
const WIDTH = {
  sm: 'w-full max-w-104',
  md: 'w-full max-w-136',
  lg: 'w-full max-w-192',
  full: 'w-full max-w-full',
} as const;

/**
 * What opens over a screen. It is there in one frame: the content is drawn at full size at once and only settles, in
 * 120 ms, where motion is welcome. Focus goes in, stays in, and returns; what lies behind is inert.
 */
export function Sheet({
  isOpen,
  onClose,
  title,
  subtitle,
  footer,
  size = 'md',
  side = 'end',
  isDismissable = true,
  role = 'dialog',
  children,
  className,
  ...common
}: SheetProps) {
  const { t } = useTranslation('ui');
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      className="fixed inset-0 z-50 bg-overlay"
    >
      <Modal
        className={classNames('overflow-hidden border-line bg-raised shadow-float', PLACE[side], WIDTH[size])}
      >
        <Dialog
          {...passedOn(common)}
          role={role}
          className={classNames('flex max-h-[inherit] flex-col outline-none', side === 'end' && 'h-full')}
        >
          <header className="flex shrink-0 items-start gap-3 ps-6 pe-3 pt-3 pb-2">
            <div className="min-w-0 flex-1 py-2.5">
              <Heading slot="title" className="text-lg font-semibold text-ink">
                {title}
              </Heading>
              {subtitle === undefined || subtitle === null ? null : (
                <div className="mt-0.5 text-sm text-ink-2">{subtitle}</div>
              )}
            </div>
            {isDismissable ? (
              <IconButton data-testid="sheet-close" icon={<X />} label={t('close')} onPress={onClose} />
            ) : null}
          </header>
          <div
            className={classNames(
              'relative min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pt-1 pb-6',
              className,
            )}
          >
            {children}
          </div>
          {footer === undefined || footer === null ? null : (
            <footer className="flex shrink-0 flex-wrap justify-end gap-3 border-t border-line px-6 py-4">
              {footer}
            </footer>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
