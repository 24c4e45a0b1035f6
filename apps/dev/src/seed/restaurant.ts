import { RESTAURANT_RULES } from './restaurant-rules.ts';
import type { CategoryPlan, ItemPlan, ModifierPlan, TenantPlan } from './tenant-plan.ts';

// Casa Castor: tables, modifiers, stages, tax included.

const REDUCED = 'IVA reducido';
const GENERAL = 'IVA general';
const NOT_IN_PRICE = 'IVA general no incluido';

const DONENESS = 'Punto';
const SIDE = 'Guarnición';
const EXTRAS = 'Extras';
const MILK = 'Leche';

const STARTERS = 'Entrantes';
const MEAT = 'Carnes';
const FISH = 'Pescados y arroces';
const DESSERTS = 'Postres';
const DRINKS = 'Bebidas';
const SHOP = 'Tienda y salón';

const CATEGORIES: readonly CategoryPlan[] = [
  { name: STARTERS, color: '#7cb342' },
  { name: MEAT, color: '#c62828' },
  { name: FISH, color: '#0277bd' },
  { name: DESSERTS, color: '#8e24aa' },
  { name: DRINKS, color: '#ef6c00' },
  { name: SHOP, color: '#546e7a' },
];

const MODIFIERS: readonly ModifierPlan[] = [
  {
    name: DONENESS,
    selectionType: 'single',
    minOptions: 1,
    maxOptions: 1,
    options: [
      ['Poco hecha', '0.00'],
      ['Al punto', '0.00'],
      ['Muy hecha', '0.00'],
    ],
  },
  {
    name: SIDE,
    selectionType: 'single',
    minOptions: 1,
    maxOptions: 1,
    options: [
      ['Patatas fritas', '0.00'],
      ['Ensalada', '0.00'],
      ['Pimientos de Padrón', '1.50'],
      ['Sin guarnición', '-1.00'],
    ],
  },
  {
    name: EXTRAS,
    selectionType: 'multiple',
    minOptions: 0,
    maxOptions: 3,
    options: [
      ['Huevo frito', '1.50'],
      ['Queso manchego', '1.80'],
      ['Jamón ibérico', '3.20'],
      ['Alioli', '0.75'],
    ],
  },
  {
    name: MILK,
    selectionType: 'single',
    minOptions: 0,
    maxOptions: 1,
    options: [
      ['Sin lactosa', '0.00'],
      ['De avena', '0.30'],
    ],
  },
];

type Dish = readonly [name: string, price: string, modifiers?: readonly string[]];

const DISHES: Readonly<Record<string, readonly Dish[]>> = {
  [STARTERS]: [
    ['Pan con tomate', '3.20', [EXTRAS]],
    ['Aceitunas aliñadas', '2.90'],
    ['Croquetas de jamón (6)', '9.50'],
    ['Tortilla de patatas', '8.00', [EXTRAS]],
    ['Gazpacho', '6.50'],
    ['Ensalada de la casa', '9.80', [EXTRAS]],
    ['Patatas bravas', '6.90'],
    ['Tabla de quesos', '15.50'],
    ['Jamón ibérico de bellota', '22.00'],
    ['Crema de temporada', '7.25'],
  ],
  [MEAT]: [
    ['Chuletón de vaca (1 kg)', '54.00', [DONENESS, SIDE]],
    ['Solomillo', '24.50', [DONENESS, SIDE, EXTRAS]],
    ['Entrecot', '21.90', [DONENESS, SIDE, EXTRAS]],
    ['Hamburguesa Castor', '14.50', [DONENESS, SIDE, EXTRAS]],
    ['Secreto ibérico', '18.75', [SIDE]],
    ['Pollo al ajillo', '13.20', [SIDE]],
    ['Carrillera al vino tinto', '16.80'],
  ],
  [FISH]: [
    ['Bacalao a la vizcaína', '19.50', [SIDE]],
    ['Lubina a la plancha', '21.00', [SIDE]],
    ['Pulpo a la gallega', '20.50'],
    ['Calamares a la romana', '12.90'],
    ['Paella valenciana', '17.40'],
    ['Arroz negro', '18.20', [EXTRAS]],
  ],
  [DESSERTS]: [
    ['Crema catalana', '5.80'],
    ['Flan de la casa', '4.90'],
    ['Tarta de queso', '6.50'],
    ['Torrija con helado', '6.90'],
    ['Fruta de temporada', '4.50'],
  ],
  [DRINKS]: [
    ['Agua mineral 0,5 l', '2.20'],
    ['Caña', '2.60'],
    ['Cerveza sin alcohol', '2.80'],
    ['Copa de Rioja', '4.20'],
    ['Copa de Albariño', '4.60'],
    ['Botella de Rioja crianza', '21.50'],
    ['Vermut', '3.90'],
    ['Refresco', '2.90'],
    ['Café solo', '1.60'],
    ['Café con leche', '1.90', [MILK]],
  ],
  [SHOP]: [
    ['Aceite de oliva 0,5 l', '11.90'],
    ['Camiseta Casa Castor', '19.95'],
    ['Alquiler del salón (hora)', '80.00'],
  ],
};

/** What is drawn; the rest shows its category's colour. */
const PICTURES: Readonly<Record<string, string>> = {
  'Pan con tomate': 'pan-con-tomate',
  'Croquetas de jamón (6)': 'croquetas',
  'Tortilla de patatas': 'tortilla',
  Gazpacho: 'gazpacho',
  'Ensalada de la casa': 'ensalada',
  'Patatas bravas': 'patatas-bravas',
  'Jamón ibérico de bellota': 'jamon-iberico',
  Entrecot: 'entrecot',
  'Hamburguesa Castor': 'hamburguesa',
  'Pulpo a la gallega': 'pulpo-a-la-gallega',
  'Paella valenciana': 'paella',
  'Crema catalana': 'crema-catalana',
  'Tarta de queso': 'tarta-de-queso',
  Caña: 'cana',
  'Copa de Rioja': 'copa-de-rioja',
  'Café con leche': 'cafe-con-leche',
};

/** The hall is quoted to companies without tax; what is carried home is taxed at the general rate. */
function taxOf(category: string, name: string): string {
  if (name.startsWith('Alquiler')) return NOT_IN_PRICE;
  return category === SHOP ? GENERAL : REDUCED;
}

function pictureOf(name: string): { readonly picture?: string } {
  const picture = PICTURES[name];
  return picture === undefined ? {} : { picture };
}

const ITEMS: readonly ItemPlan[] = CATEGORIES.flatMap(({ name: category }, at) =>
  DISHES[category]!.map(([name, price, modifiers = []], nth) => ({
    name,
    price,
    category,
    modifiers,
    sku: `CC-${at + 1}${String(nth + 1).padStart(2, '0')}`,
    taxes: [taxOf(category, name)],
    barcodes: name.startsWith('Aceite') ? ['8412345678905'] : [],
    ...pictureOf(name),
  })),
);

const tables = (prefix: string, seats: readonly number[]) =>
  seats.map((places, at) => [`${prefix}${at + 1}`, places] as const);

/** The seeded restaurant. */
export const RESTAURANT: TenantPlan = {
  slug: 'casa-castor',
  name: 'Casa Castor',
  admin: { username: 'admin', password: 'castor-admin-2026', firstName: 'Carmen', lastName: 'Castor' },
  store: {
    code: 'MAD1',
    name: 'Casa Castor Madrid',
    timeZone: 'Europe/Madrid',
    dayStartMinutes: 4 * 60,
    currency: { code: 'EUR', exponent: 2 },
    language: 'es',
    address: 'Calle del Río 7, 28005 Madrid',
    receiptHeader: 'CIF B-00000000',
    receiptFooter: '¡Gracias por su visita!',
  },
  terminals: [
    { code: 'T1', name: 'Barra', kind: 'till' },
    { code: 'T2', name: 'Comedor', kind: 'till' },
    { code: 'K1', name: 'Cocina', kind: 'kitchen' },
  ],
  people: [
    { username: 'marta', firstName: 'Marta', lastName: 'Vega', role: 'Manager', pin: '2580' },
    { username: 'pablo', firstName: 'Pablo', lastName: 'Ríos', role: 'POS Operator', pin: '1111' },
    { username: 'lucia', firstName: 'Lucía', lastName: 'Prado', role: 'POS Operator', pin: '2222' },
    { username: 'coco', firstName: 'Coco', lastName: 'Nero', role: 'Kitchen Staff', pin: '3333' },
    { username: 'walid', firstName: 'Walid', lastName: 'Serrano', role: 'Service Personnel', pin: '4444' },
  ],
  paymentMethods: [
    ['Efectivo', 'cash'],
    ['Tarjeta', 'card'],
  ],
  areas: [
    { name: 'Comedor', tables: tables('Mesa ', [4, 4, 2, 2, 6, 8]) },
    { name: 'Terraza', tables: tables('Terraza ', [2, 2, 4, 4]) },
    { name: 'Barra', tables: tables('Barra ', [1, 1]) },
  ],
  stages: [
    { name: 'Pending', isFinal: false },
    { name: 'Preparing', isFinal: false },
    { name: 'Ready', isFinal: false },
    { name: 'Served', isFinal: true },
  ],
  stations: [
    { name: 'Cocina', categories: [STARTERS, MEAT, FISH, DESSERTS] },
    { name: 'Barra', categories: [DRINKS] },
  ],
  taxes: [
    { name: REDUCED, rate: '0.10', mode: 'included' },
    { name: GENERAL, rate: '0.21', mode: 'included' },
    { name: NOT_IN_PRICE, rate: '0.21', mode: 'excluded' },
  ],
  modifiers: MODIFIERS,
  categories: CATEGORIES,
  items: ITEMS,
  rules: RESTAURANT_RULES,
};
