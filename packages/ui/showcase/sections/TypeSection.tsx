import { Brand, Kbd } from '@beaveros/ui';
import { Row, Section } from './Section.tsx';

const SIZES = [
  ['hero', 'text-hero font-semibold'],
  ['3xl', 'text-3xl font-semibold'],
  ['2xl', 'text-2xl font-semibold'],
  ['xl', 'text-xl font-semibold'],
  ['lg', 'text-lg font-semibold'],
  ['base', 'text-base'],
  ['sm', 'text-sm'],
  ['xs', 'text-xs'],
] as const;

export function TypeSection() {
  return (
    <Section name="type">
      <Row label="Brand">
        <Brand size="lg" />
        <Brand />
        <Brand size="sm" />
        <Brand isMarkOnly size="lg" />
      </Row>
      <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-6">
        {SIZES.map(([name, look]) => (
          <div key={name} className="flex flex-wrap items-baseline gap-x-6">
            <span className="w-12 text-xs text-ink-3">{name}</span>
            <span className={`${look} tabular-nums`}>Café con leche 1,234.50 €</span>
          </div>
        ))}
        <p className="text-sm text-ink-2">
          <Kbd>Ctrl</Kbd> <Kbd>K</Kbd> <Kbd>Esc</Kbd>
        </p>
      </div>
    </Section>
  );
}
