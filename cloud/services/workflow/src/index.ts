export { createWorkflowService, WORKFLOW_MIGRATIONS } from './service.ts';
