import { Section } from './Section.tsx';

// Written out, because Tailwind reads class names from the source.
const GROUNDS = [
  ['canvas', 'bg-canvas'],
  ['surface', 'bg-surface'],
  ['sunken', 'bg-sunken'],
  ['raised', 'bg-raised'],
] as const;
const SOLID = [
  ['brand', 'bg-brand text-on-brand', 'bg-brand-soft text-brand-strong'],
  ['accent', 'bg-accent text-surface', 'bg-accent-soft text-accent'],
  ['ok', 'bg-ok text-surface', 'bg-ok-soft text-ok'],
  ['warn', 'bg-warn text-surface', 'bg-warn-soft text-warn'],
  ['danger', 'bg-danger text-surface', 'bg-danger-soft text-danger'],
  ['info', 'bg-info text-surface', 'bg-info-soft text-info'],
] as const;

export function ColourSection() {
  return (
    <Section name="colour">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {GROUNDS.map(([name, ground]) => (
          <div key={name} className={`rounded-card border border-line p-4 ${ground}`}>
            <p className="font-semibold text-ink">{name}</p>
            <p className="text-ink-2">ink-2</p>
            <p className="text-ink-3">ink-3</p>
          </div>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        {SOLID.map(([name, solid, soft]) => (
          <div key={name} className="overflow-hidden rounded-card border border-line text-sm font-semibold">
            <p className={`p-4 ${solid}`}>{name}</p>
            <p className={`p-4 ${soft}`}>{name}-soft</p>
          </div>
        ))}
      </div>
    </Section>
  );
}
