export { type Contribution, contributionOf, REPORT_READS } from './contribution.ts';
