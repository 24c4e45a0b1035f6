export { type Migration, type MigrationPlan, runMigrations } from './run-migrations.ts';
export { sqliteFault } from './sqlite-faults.ts';
