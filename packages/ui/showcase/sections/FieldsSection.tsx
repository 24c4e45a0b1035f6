import { Checkbox, SearchField, Select, Switch, TextField } from '@beaveros/ui';
import { useState } from 'react';
import { Section } from './Section.tsx';

const STORES = [
  { value: 'centro', label: 'Centro', detail: 'Calle Mayor 4' },
  { value: 'norte', label: 'Norte', detail: 'Avenida del Norte 112' },
  { value: 'playa', label: 'Playa', detail: 'Closed for the winter', isDisabled: true },
] as const;

export function FieldsSection() {
  const [name, setName] = useState('Flat white');
  const [note, setNote] = useState('');
  const [price, setPrice] = useState('12,5o');
  const [search, setSearch] = useState('cap');
  const [store, setStore] = useState<'centro' | 'norte' | 'playa' | null>('centro');
  const [none, setNone] = useState<'centro' | 'norte' | 'playa' | null>(null);
  const [on, setOn] = useState(true);
  return (
    <Section name="fields">
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        <TextField label="Name" value={name} onChange={setName} hint="As guests read it on the receipt." />
        <TextField
          label="Price"
          value={price}
          onChange={setPrice}
          inputMode="decimal"
          error="This is not an amount: write it as 12.50."
        />
        <TextField label="Disabled" value="Not yours to change" onChange={() => {}} isDisabled />
        <TextField label="Note" value={note} onChange={setNote} multiline placeholder="No onions" />
        <SearchField label="Search items" placeholder="Search or scan" value={search} onChange={setSearch} />
        <SearchField label="Search orders" placeholder="Search orders" value="" onChange={() => {}} />
        <Select label="Store" options={STORES} value={store} onChange={setStore} data-testid="select" />
        <Select
          label="Tax class"
          options={STORES}
          value={none}
          onChange={setNone}
          placeholder="Choose"
          error="A tax class is needed."
        />
        <Select label="Disabled" options={STORES} value="norte" onChange={setStore} isDisabled />
        <div>
          <Checkbox label="Print a kitchen ticket" isSelected={on} onChange={setOn} />
          <Checkbox label="Some of them" isSelected={false} isIndeterminate onChange={() => {}} />
          <Checkbox label="Not chosen" isSelected={false} onChange={setOn} />
          <Checkbox label="Disabled" isSelected isDisabled onChange={() => {}} />
        </div>
        <div>
          <Switch label="Sound on a new ticket" isSelected={on} onChange={setOn} />
          <Switch label="Off" isSelected={!on} onChange={(off) => setOn(!off)} />
          <Switch label="Disabled" isSelected isDisabled onChange={() => {}} />
        </div>
      </div>
    </Section>
  );
}
