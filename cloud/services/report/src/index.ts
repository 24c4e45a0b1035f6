export { createReportService, REPORT_MIGRATIONS } from './service.ts';
