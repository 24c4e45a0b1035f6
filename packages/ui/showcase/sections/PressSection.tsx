import { Button, Chip, IconButton, Segmented, ToggleButton } from '@beaveros/ui';
import { ArrowRight, CookingPot, Ellipsis, Plus, ReceiptText, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Row, Section } from './Section.tsx';

const VARIANTS = ['primary', 'secondary', 'quiet', 'danger'] as const;
const CATEGORIES = [
  ['Coffee', '#7a4a2b'],
  ['Tea', '#4f8a5b'],
  ['Kitchen', '#c2703d'],
  ['Bakery', '#d9a441'],
] as const;

export function PressSection() {
  const [category, setCategory] = useState('Coffee');
  const [isReturn, setReturn] = useState(true);
  const [kind, setKind] = useState<'here' | 'away'>('here');
  return (
    <Section name="press">
      {VARIANTS.map((variant) => (
        <Row key={variant} label={`Button, ${variant}: plain, icon, lg, disabled, pending`}>
          <Button variant={variant}>Save</Button>
          <Button variant={variant} icon={<Plus />}>
            Add item
          </Button>
          <Button variant={variant} size="lg" icon={<CookingPot />}>
            Fire
          </Button>
          <Button variant={variant} isDisabled>
            Disabled
          </Button>
          <Button variant={variant} isPending>
            Pending
          </Button>
        </Row>
      ))}
      <Row label="Button, xl, wide, with an amount">
        <div className="w-96 max-w-full">
          <Button variant="primary" size="xl" isWide trailing="€1,234.50" data-testid="pay">
            Pay
          </Button>
        </div>
        <Button size="xl" trailing={<ArrowRight className="rtl:-scale-x-100" />}>
          Next
        </Button>
      </Row>
      <Row label="IconButton: quiet, secondary, primary, danger, lg, disabled">
        <IconButton icon={<Ellipsis />} label="More" />
        <IconButton icon={<ReceiptText />} label="Receipt" variant="secondary" />
        <IconButton icon={<Plus />} label="Add" variant="primary" />
        <IconButton icon={<Trash2 />} label="Void" variant="danger" />
        <IconButton icon={<Ellipsis />} label="More, large" size="lg" variant="secondary" />
        <IconButton icon={<Ellipsis />} label="Disabled" isDisabled />
      </Row>
      <Row label="ToggleButton: on, off, disabled">
        <ToggleButton icon={<RotateCcw />} isSelected={isReturn} onChange={setReturn}>
          Return
        </ToggleButton>
        <ToggleButton isSelected={!isReturn} onChange={(on) => setReturn(!on)} size="lg">
          Sale
        </ToggleButton>
        <ToggleButton isSelected={false} onChange={setReturn} isDisabled>
          Disabled
        </ToggleButton>
      </Row>
      <Row label="Segmented">
        <Segmented
          label="Where"
          options={[
            { value: 'here', label: 'Eat here', count: 4 },
            { value: 'away', label: 'Take away', count: 12 },
          ]}
          value={kind}
          onChange={setKind}
        />
      </Row>
      <Row label="Chip">
        {CATEGORIES.map(([name, color]) => (
          <Chip key={name} color={color} isSelected={name === category} onPress={() => setCategory(name)}>
            {name}
          </Chip>
        ))}
        <Chip isSelected={category === 'All'} onPress={() => setCategory('All')}>
          All
        </Chip>
      </Row>
    </Section>
  );
}
