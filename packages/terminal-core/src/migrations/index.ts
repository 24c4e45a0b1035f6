export { type Migration, type MigrationPlan, runMigrations } from './run-migrations.ts';
