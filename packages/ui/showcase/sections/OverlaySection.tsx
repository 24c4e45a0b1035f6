import { Button, ConfirmDialog, RadioCards, ReasonSheet, Sheet, Stepper } from '@beaveros/ui';
import { useState } from 'react';
import { Row, Section } from './Section.tsx';

type Open = 'end' | 'bottom' | 'center' | 'full' | 'confirm' | 'reason' | null;

export function OverlaySection() {
  const [open, setOpen] = useState<Open>(null);
  const [milk, setMilk] = useState<string | null>('Whole');
  const [why, setWhy] = useState('');
  const close = () => setOpen(null);
  const side = open === 'bottom' || open === 'center' ? open : 'end';
  return (
    <Section name="overlay">
      <Row label="Sheet, ConfirmDialog, ReasonSheet">
        {(['end', 'bottom', 'center', 'full', 'confirm', 'reason'] as const).map((kind) => (
          <Button key={kind} data-testid={`open-${kind}`} onPress={() => setOpen(kind)}>
            {kind}
          </Button>
        ))}
        <span className="text-sm text-ink-2">{why}</span>
      </Row>
      <Sheet
        data-testid="sheet"
        isOpen={open === 'end' || open === 'bottom' || open === 'center' || open === 'full'}
        onClose={close}
        side={side}
        size={open === 'full' ? 'full' : 'md'}
        title="Flat white"
        subtitle="€3.20 · choose the milk"
        footer={
          <>
            <Stepper label="Quantity" value="1" onLess={() => {}} onMore={() => {}} className="me-auto" />
            <Button variant="primary" size="lg" trailing="€3.70" onPress={close} className="min-w-48">
              Add
            </Button>
          </>
        }
      >
        <RadioCards
          label="Milk"
          options={['Whole', 'Skimmed', 'Oat', 'Soy', 'Almond', 'None'].map((value) => ({
            value,
            label: value,
            detail: value === 'Oat' ? '+€0.50' : undefined,
          }))}
          value={milk}
          onChange={setMilk}
        />
      </Sheet>
      <ConfirmDialog
        isOpen={open === 'confirm'}
        title="Void this order?"
        text="Three lines have been sent to the kitchen. They will be struck through there."
        confirm="Void order"
        tone="danger"
        onConfirm={close}
        onClose={close}
      />
      <ReasonSheet
        isOpen={open === 'reason'}
        title="Why is this line voided?"
        reasons={['Guest changed their mind', 'Wrong item', 'Sold out']}
        onChoose={(reason) => {
          setWhy(reason);
          close();
        }}
        onClose={close}
      />
    </Section>
  );
}
