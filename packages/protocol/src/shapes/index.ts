export { EARLIER_SHAPES, SERVED_SHAPES, SHAPES, shapeByName } from './registry.ts';
export type { ColumnKind, Shape, ShapeColumn } from './shape.ts';
