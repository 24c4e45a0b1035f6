import { Brand, EmptyState } from '@beaveros/ui';
import { Link2Off, PlugZap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askScreenDoor } from '../till/screen-door.ts';
import { useIsReached } from '../till/use-till.ts';

/** The core starts within a second; before that there is nothing to tell, and a blank page flickers less than a notice. */
const QUIET_MS = 800;
/** As often as the line itself is tried. */
const ASK_AGAIN_MS = 1_000;

/** Before the core has answered for the first time: coming, or not opened from the till. */
export function NotReached() {
  const { t } = useTranslation();
  const door = useDoor();
  if (door === 'quiet') return <div className="h-full bg-canvas" />;
  const isClosed = door === 'closed';
  return (
    <main className="flex h-full flex-col items-center justify-center gap-8 bg-canvas p-8 text-ink">
      <Brand size="lg" />
      <EmptyState
        icon={isClosed ? <Link2Off aria-hidden /> : <PlugZap aria-hidden />}
        title={t(isClosed ? 'closed.title' : 'starting.title')}
        text={t(isClosed ? 'closed.text' : 'starting.text')}
      />
    </main>
  );
}

function useDoor(): 'quiet' | 'closed' | 'away' {
  const isReached = useIsReached();
  const [door, setDoor] = useState<'quiet' | 'closed' | 'away'>('quiet');
  // Asked only while the line does not open: the socket itself does not tell why.
  useEffect(() => {
    if (isReached) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const answer = window.beaver === undefined ? await askScreenDoor() : 'away';
      if (isOver) return;
      setDoor(answer === 'closed' ? 'closed' : 'away');
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    timer = setTimeout(() => void ask(), QUIET_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isReached]);
  return door;
}
