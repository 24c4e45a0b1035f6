import { Button, EmptyState } from '@beaveros/ui';
import { OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** A defect of a page: said plainly, and the rest of the app stands. The browser's console has the error. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <EmptyState
      data-testid="crash"
      className="h-full min-h-80"
      icon={<OctagonAlert />}
      title={t('crash.title')}
      text={t('crash.text')}
      action={
        <Button variant="primary" onPress={() => location.reload()}>
          {t('crash.reload')}
        </Button>
      }
    />
  );
}
