import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../press/Button.tsx';
import { IconButton } from '../press/IconButton.tsx';
import { type Toast, TOASTS_MAX, useShownToasts, useToasts } from './toast-queue.ts';

/** The corner where toasts appear. Stands once in an app. */
export function Toasts() {
  const { t } = useTranslation('ui');
  const toasts = useShownToasts();
  return (
    <section
      aria-label={t('notifications')}
      aria-live="polite"
      data-max={TOASTS_MAX}
      className="pointer-events-none fixed inset-x-0 bottom-6 z-60 flex flex-col items-center gap-2 px-4"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation('ui');
  const { dismiss } = useToasts();
  const [isHeld, setHeld] = useState(false);
  // The clock stands still while somebody is on it: a hand, a mouse or the focus.
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(toast.id), toast.timeoutMs);
    return () => clearTimeout(timer);
  }, [isHeld, toast.id, toast.timeoutMs, dismiss]);
  const { action } = toast;
  return (
    <div
      data-testid="toast"
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      className="pointer-events-auto flex max-w-full items-center gap-1 rounded-card bg-ink py-1 ps-5 pe-1 text-canvas shadow-float motion-safe:animate-sheet-bottom"
    >
      <p className="min-w-0 py-2 pe-3 text-sm font-medium">{toast.title}</p>
      {action === null ? null : (
        <Button
          data-testid="toast-action"
          variant="quiet"
          className="underline underline-offset-4 data-hovered:bg-canvas/10 data-pressed:bg-canvas/20"
          onPress={() => {
            dismiss(toast.id);
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        className="data-hovered:bg-canvas/10 data-pressed:bg-canvas/20"
        icon={<X />}
        label={t('dismiss')}
        onPress={() => dismiss(toast.id)}
      />
    </div>
  );
}
