export { captureSql } from './capture-sql.ts';
export type { ElectricTarget } from './electric-proxy.ts';
export { installCapture, TRIM_LIMITS, type TrimLimits, trimCapture } from './install-capture.ts';
export { createShapeRoutes, type ShapeRoutes, type ShapeRoutesOptions } from './shape-routes.ts';
