import { Amount, Keypad, PinDots, Stepper } from '@beaveros/ui';
import { useState } from 'react';
import { Section } from './Section.tsx';

const PIN_DIGITS = 4;
const CENTS_MAX = 99_999_999;

export function PadSection() {
  const [pin, setPin] = useState('12');
  const [cents, setCents] = useState(4_250);
  const [count, setCount] = useState(2);
  return (
    <Section name="pad">
      <div className="flex flex-wrap items-start gap-10">
        <div className="flex w-72 flex-col gap-4">
          <PinDots length={PIN_DIGITS} filled={pin.length} isWrong={pin.length === PIN_DIGITS} />
          <Keypad
            label="PIN"
            onDigit={(digit) => setPin((pin + digit).slice(0, PIN_DIGITS))}
            onDelete={() => setPin(pin.slice(0, -1))}
            onClear={() => setPin('')}
            hasKeyboard
          />
        </div>
        <div className="flex w-80 flex-col gap-4">
          <Amount minor={cents} size="hero" className="text-end" data-testid="entered" />
          <Keypad
            label="Amount"
            extra="00"
            onDigit={(digit) => setCents(Math.min(CENTS_MAX, Number(`${cents}${digit}`)))}
            onDelete={() => setCents(Math.floor(cents / 10))}
            onClear={() => setCents(0)}
            onSubmit={() => setCents(0)}
            submitLabel="Cash"
          />
        </div>
        <div className="flex flex-col gap-6">
          <PinDots length={PIN_DIGITS} filled={0} />
          <PinDots length={PIN_DIGITS} filled={3} />
          <PinDots length={PIN_DIGITS} filled={4} isWrong />
          <Stepper
            label="Quantity"
            value={String(count)}
            onLess={() => setCount(count - 1)}
            onMore={() => setCount(count + 1)}
            isLessDisabled={count === 0}
          />
          <div className="w-72">
            <Keypad label="Disabled pad" extra="." onDigit={() => {}} onDelete={() => {}} isDisabled />
          </div>
        </div>
      </div>
    </Section>
  );
}
