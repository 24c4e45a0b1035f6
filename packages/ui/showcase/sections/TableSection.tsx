import {
  Amount,
  Badge,
  type DataColumn,
  type DataSort,
  DataTable,
  EmptyState,
  type Format,
  useFormat,
} from '@beaveros/ui';
import { PackageSearch } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Section } from './Section.tsx';

interface Item {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly minor: number;
  readonly sold: number;
  readonly isOut: boolean;
}

const ITEMS: readonly Item[] = [
  { sku: 'COF-01', name: 'Espresso', category: 'Coffee', minor: 180, sold: 412, isOut: false },
  { sku: 'COF-02', name: 'Flat white', category: 'Coffee', minor: 320, sold: 385, isOut: false },
  { sku: 'COF-03', name: 'Cold brew', category: 'Coffee', minor: 450, sold: 1204, isOut: true },
  { sku: 'TEA-01', name: 'Mint tea', category: 'Tea', minor: 280, sold: 96, isOut: false },
  { sku: 'BAK-07', name: 'Tarta de Santiago', category: 'Bakery', minor: 490, sold: 58, isOut: false },
  { sku: 'KIT-11', name: 'Tortilla de patatas', category: 'Kitchen', minor: 1250, sold: 141, isOut: false },
];

const nameCell = (item: Item) => <span className="font-medium">{item.name}</span>;
const stateCell = (item: Item) => (
  <Badge tone={item.isOut ? 'warn' : 'ok'}>{item.isOut ? 'Sold out' : 'On sale'}</Badge>
);
const priceCell = (item: Item) => <Amount minor={item.minor} size="sm" />;

function columnsOf(format: Format): readonly DataColumn<Item>[] {
  return [
    { id: 'name', header: 'Item', cell: nameCell, isSortable: true },
    { id: 'category', header: 'Category', cell: (item) => item.category, isHiddenOnPhone: true },
    { id: 'state', header: 'State', cell: stateCell },
    {
      id: 'sold',
      header: 'Sold',
      align: 'end',
      cell: (item) => format.number(item.sold),
      isSortable: true,
      width: '7rem',
      isHiddenOnPhone: true,
    },
    { id: 'price', header: 'Price', align: 'end', cell: priceCell, width: '8rem' },
  ];
}

export function TableSection() {
  const format = useFormat();
  const columns = useMemo(() => columnsOf(format), [format]);
  const [sort, setSort] = useState<DataSort>({ column: 'sold', direction: 'descending' });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['COF-02']));
  const [opened, setOpened] = useState<string | null>(null);
  const rows = ITEMS.toSorted((a, b) => {
    const order = sort.column === 'sold' ? a.sold - b.sold : a.name.localeCompare(b.name);
    return sort.direction === 'ascending' ? order : -order;
  });
  return (
    <Section name="table">
      <DataTable
        data-testid="table"
        label="Items"
        columns={columns}
        rows={rows}
        rowKey={(item) => item.sku}
        sort={sort}
        onSort={setSort}
        selection={{ mode: 'multiple', selected, onChange: setSelected }}
        onOpen={(item) => setOpened(item.name)}
        empty={null}
        footer={`${selected.size} selected${opened === null ? '' : ` · opened ${opened}`}`}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <DataTable
          label="Loading items"
          columns={columns.slice(0, 3)}
          rows={[]}
          rowKey={(item) => item.sku}
          isLoading
          empty={null}
          className="h-72"
        />
        <DataTable
          label="No items"
          columns={columns.slice(0, 3)}
          rows={[]}
          rowKey={(item) => item.sku}
          className="h-72"
          empty={<EmptyState icon={<PackageSearch />} title="Nothing found" text="Try fewer words." />}
        />
      </div>
    </Section>
  );
}
