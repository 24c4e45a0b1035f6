import { Amount, BarChart, Button, EmptyState, Picture, Skeleton, Stat, useFormat } from '@beaveros/ui';
import { ReceiptText } from 'lucide-react';
import { Row, Section } from './Section.tsx';

const TODAY = [0, 0, 1250, 8300, 14200, 9800, 7600, 16400, 28900, 31200, 15400, 0];
const BEFORE = [0, 0, 2100, 7200, 12100, 11400, 8300, 14800, 24300, 33900, 18700, 9100];
const TILES = [
  ['Flat white', '#7a4a2b'],
  ['Tea', '#4f8a5b'],
  ['Espresso', '#2f2a26'],
  ['Croissant', '#d9a441'],
  ['Ice water', '#9cc9ff'],
  ['Patatas bravas', '#b3261e'],
  ['Ñoquis', null],
] as const;
const JPY = { code: 'JPY', exponent: 0 };
const BHD = { code: 'BHD', exponent: 3 };

export function ShowSection() {
  const format = useFormat();
  const hours = TODAY.map((value, at) => ({
    key: String(at),
    label: `${at + 8}`,
    value,
    compare: BEFORE[at] ?? 0,
  }));
  return (
    <Section name="show">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Stat
          label="Sales today"
          value={format.money(133_050)}
          trend={{ direction: 'up', text: format.percent(82_000), tone: 'ok' }}
          detail="against last Sunday"
        />
        <Stat
          label="Orders"
          value={format.number(96)}
          trend={{ direction: 'down', text: format.percent(41_000), tone: 'danger' }}
          detail="against last Sunday"
        />
        <Stat
          label="Average order"
          value={format.money(1_386)}
          trend={{ direction: 'flat', text: format.percent(0) }}
        />
        <Stat label="Open tables" value="7" detail={`Longest ${format.age(4_500_000)}`} />
      </div>
      <div className="rounded-card border border-line bg-surface p-6">
        <p className="mb-4 text-sm font-medium text-ink-2">Sales by hour</p>
        <BarChart
          label="Sales by hour"
          bars={hours}
          formatValue={(value) => format.money(value)}
          valueLabel="Today"
          compareLabel="Last Sunday"
        />
      </div>
      <Row label="Amount: sm to hero, negative, other currencies">
        <Amount minor={123_450} size="sm" />
        <Amount minor={123_450} />
        <Amount minor={123_450} size="lg" />
        <Amount minor={123_450} size="xl" />
        <Amount minor={123_450} size="hero" tone="brand" />
        <Amount minor={-450} size="lg" tone="danger" />
        <Amount minor={1_200} size="lg" currency={JPY} />
        <Amount minor={1_200} size="lg" currency={BHD} />
      </Row>
      <Row label="Picture: tiles by colour, by name, and one whose photo is missing">
        {TILES.map(([name, color]) => (
          <div key={name} className="w-32 overflow-hidden rounded-card border border-line bg-surface">
            <Picture name={name} color={color} className="h-20 w-full" />
            <p className="truncate px-3 py-2 text-sm font-medium">{name}</p>
          </div>
        ))}
        <Picture name="Missing photo" src="./nowhere.png" className="size-20 rounded-card" />
        <Picture name="Small" color="#17594a" className="size-10 rounded-control" />
      </Row>
      <div className="grid gap-4 sm:grid-cols-2">
        <EmptyState
          className="rounded-card border border-line bg-surface"
          icon={<ReceiptText />}
          title="No orders yet"
          text="The first sale of the day appears here."
          action={<Button variant="primary">New sale</Button>}
        />
        <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-6">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-2/3" />
        </div>
      </div>
    </Section>
  );
}
