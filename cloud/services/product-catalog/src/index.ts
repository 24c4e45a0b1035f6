export { type CatalogueImport, importCatalogue, type ImportedItem } from './import-catalogue.ts';
export { publishTillItems } from './publish-till-items.ts';
export { createProductCatalogService, PRODUCT_CATALOG_MIGRATIONS } from './service.ts';
