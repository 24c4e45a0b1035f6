import { SHAPES } from '@beaveros/protocol/shapes';
import { readWireRow, type WireDelete, type WireRow, type WireValue } from './wire-row.ts';

export const uuid = (n: number) => `0192f0c0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const TENANT = uuid(0xa);
export const TAX = uuid(0x7a);
export const shapeOf = (table: string) => SHAPES.find((shape) => shape.table === table)!;

/** An item as the server sends it. */
export function itemValue(n: number, more: Partial<Record<string, string | null>> = {}): WireValue {
  return {
    id: uuid(n),
    tenant_id: TENANT,
    name: `Item ${n}`,
    sku: `SKU-${n}`,
    type: 'product',
    price: '1.000000',
    category_ids: '[]',
    tax_ids: JSON.stringify([TAX]),
    modifiers: '[]',
    barcodes: '[]',
    image_url: null,
    color: null,
    is_active: 'true',
    is_sold_out: 'false',
    version: '1',
    ...more,
  };
}

export const item = (n: number, more: Partial<Record<string, string | null>> = {}): WireRow =>
  readWireRow(shapeOf('till_items'), itemValue(n, more), 'update');

export const itemGone = (n: number): WireDelete => ({ operation: 'delete', key: [uuid(n)] });

export const tax = (id: string = TAX, more: Partial<Record<string, string | null>> = {}): WireRow =>
  readWireRow(
    shapeOf('taxes'),
    {
      id,
      tenant_id: TENANT,
      name: 'VAT',
      rate: '0.200000',
      mode: 'included',
      compound: 'false',
      sequence: '1',
      is_active: 'true',
      is_default: 'true',
      ...more,
    },
    'insert',
  );

export const at = (n: number) => ({ handle: 'h', offset: `${n}_0` });
