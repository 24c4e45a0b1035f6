import { Link } from '@tanstack/react-router';
import { EmptyState } from '@beaveros/ui';
import { MapPinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      data-testid="not-found"
      className="h-full"
      icon={<MapPinOff />}
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <Link to="/" className="font-semibold text-brand underline underline-offset-4">
          {t('notFound.home')}
        </Link>
      }
    />
  );
}
