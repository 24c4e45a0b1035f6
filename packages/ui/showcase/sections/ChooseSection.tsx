import { CheckCards, RadioCards } from '@beaveros/ui';
import { useState } from 'react';
import { Section } from './Section.tsx';

export function ChooseSection() {
  const [milk, setMilk] = useState<'whole' | 'oat' | 'soy' | null>('oat');
  const [extras, setExtras] = useState<readonly ('shot' | 'syrup' | 'cream' | 'ice')[]>(['shot']);
  return (
    <Section name="choose">
      <div className="grid gap-8 lg:grid-cols-2">
        <RadioCards
          label="Milk"
          options={[
            { value: 'whole', label: 'Whole' },
            { value: 'oat', label: 'Oat', detail: '+€0.50' },
            { value: 'soy', label: 'Soy', detail: 'Sold out', isDisabled: true },
          ]}
          value={milk}
          onChange={setMilk}
        />
        <CheckCards
          label="Extras, at most two"
          columns={2}
          max={2}
          options={[
            { value: 'shot', label: 'Extra shot', detail: '+€0.80' },
            { value: 'syrup', label: 'Vanilla syrup', detail: '+€0.40' },
            { value: 'cream', label: 'Cream', detail: '+€0.60' },
            { value: 'ice', label: 'Ice' },
          ]}
          values={extras}
          onChange={setExtras}
        />
      </div>
    </Section>
  );
}
