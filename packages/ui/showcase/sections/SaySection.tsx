import { announce, Badge, Button, Notice, Pill, useToasts } from '@beaveros/ui';
import { CloudOff, Printer, Wifi } from 'lucide-react';
import { useState } from 'react';
import { Row, Section } from './Section.tsx';

const TONES = ['neutral', 'brand', 'info', 'ok', 'warn', 'danger'] as const;

export function SaySection() {
  const toasts = useToasts();
  const [isShown, setShown] = useState(true);
  return (
    <Section name="say">
      <div className="grid gap-3 lg:grid-cols-2">
        <Notice tone="info" title="Prices change tonight at 04:00.">
          Orders that are open keep theirs.
        </Notice>
        <Notice tone="ok" title="The drawer agrees." />
        <Notice tone="warn" title="Paper is running low." action={<Button variant="quiet">Details</Button>} />
        {isShown ? (
          <Notice tone="refusal" title="This order is closed already." onDismiss={() => setShown(false)}>
            Refund it under Orders.
          </Notice>
        ) : null}
        <Notice
          tone="fault"
          title="The printer does not answer."
          action={<Button icon={<Printer />}>Print again</Button>}
        >
          Is it switched on? The receipt waits.
        </Notice>
      </div>
      <Row label="Pill: quiet, and one that opens">
        <Pill tone="ok" icon={<Wifi />} onPress={() => announce('Online')} data-testid="pill">
          Online
        </Pill>
        <Pill tone="warn" icon={<CloudOff />} onPress={() => announce('Store only')}>
          Store only · 3
        </Pill>
        <Pill tone="ok">Ready</Pill>
        <Pill tone="danger">Late</Pill>
        <Pill>Idle</Pill>
      </Row>
      <Row label="Badge">
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </Row>
      <Row label="Toasts">
        <Button
          data-testid="show-toast"
          onPress={() =>
            toasts.show({
              title: 'Flat white removed',
              action: { label: 'Undo', onPress: () => announce('Undone') },
            })
          }
        >
          Remove a line
        </Button>
        <Button onPress={() => toasts.show({ title: 'Receipt printed', tone: 'ok' })}>Print</Button>
        <Button onPress={() => toasts.show({ title: 'The drawer is still open', tone: 'warn' })}>
          Leave it open
        </Button>
      </Row>
    </Section>
  );
}
