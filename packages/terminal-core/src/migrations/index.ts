export { type Migration, type MigrationPlan, runMigrations } from './run-migrations.ts';
export { sqliteFault, withSqliteFaults } from './sqlite-faults.ts';
