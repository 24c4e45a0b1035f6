import { zId, zStorable } from '@beaveros/domain/scalars';
import { zAutomationRow } from '@beaveros/domain/workflow';
import * as z from 'zod';
import { zDecimal6 } from './decimal.ts';
import { defineRoute, page, pageQuery } from './route.ts';

const zUuid = zId();
const zMoment = z.int().min(0);
const zStageName = zStorable.trim().min(1).max(100);
const zStationName = zStorable.trim().min(1).max(255);
/** Positions and sequences are small numbers that people type. */
const zPlace = z.int().min(0).max(1_000_000);

const zStage = z.strictObject({
  id: zUuid,
  name: zStageName,
  description: z.string().nullable(),
  orderSequence: zPlace,
  isFinalStage: z.boolean(),
});
export type WorkflowStage = z.output<typeof zStage>;

const zStation = z.strictObject({
  id: zUuid,
  storeId: zUuid,
  name: zStationName,
  position: zPlace,
  categoryIds: z.array(zUuid),
  itemIds: z.array(zUuid).default([]),
  isExpeditor: z.boolean().default(false),
  isActive: z.boolean(),
});
export type Station = z.output<typeof zStation>;

/** An id minted where the person acts; without it the service mints one. */
const minted = { id: zUuid.optional() };

const route = { service: 'workflow', identity: 'user' } as const;
const manage = { ...route, permission: 'can_manage_workflow' } as const;
const zStageContent = z.strictObject({
  name: zStageName,
  description: zStorable.max(2_000).nullable(),
  orderSequence: zPlace,
  isFinalStage: z.boolean(),
});
const zStationContent = z.strictObject({
  name: zStationName,
  position: zPlace,
  categoryIds: z.array(zUuid).max(500),
  itemIds: z.array(zUuid).max(2_000),
  isExpeditor: z.boolean(),
  isActive: z.boolean(),
});

const listWorkflowStages = defineRoute({
  ...route,
  name: 'listWorkflowStages',
  method: 'GET',
  path: '/v1/workflow-stages',
  query: pageQuery,
  response: page(zStage),
  errors: [],
  description: 'The stages of kitchen and service, in their order.',
});

const createWorkflowStage = defineRoute({
  ...manage,
  name: 'createWorkflowStage',
  method: 'POST',
  path: '/v1/workflow-stages',
  body: zStageContent.partial({ description: true, isFinalStage: true }).extend(minted),
  response: zStage,
  errors: ['workflow-stage/duplicate'],
  description: 'Adds a stage. Tickets that were fired keep the stages they were fired with.',
});

const changeWorkflowStage = defineRoute({
  ...manage,
  name: 'changeWorkflowStage',
  method: 'PATCH',
  path: '/v1/workflow-stages/{id}',
  body: zStageContent.partial(),
  response: zStage,
  errors: ['workflow-stage/not-found', 'workflow-stage/duplicate'],
  description: 'Changes a stage for what is fired from now on.',
});

const deleteWorkflowStage = defineRoute({
  ...manage,
  name: 'deleteWorkflowStage',
  method: 'DELETE',
  path: '/v1/workflow-stages/{id}',
  response: z.strictObject({ id: zUuid }),
  errors: ['workflow-stage/not-found'],
  description: 'Takes a stage out of the workflow; tickets carry their stages by value and keep it.',
});

const listStations = defineRoute({
  ...route,
  name: 'listStations',
  method: 'GET',
  path: '/v1/stores/{storeId}/stations',
  query: pageQuery,
  response: page(zStation),
  errors: [],
  description:
    'The stations of a store, by position: the first that names an item, else the first that cooks a category of it.',
});

const createStation = defineRoute({
  ...manage,
  name: 'createStation',
  method: 'POST',
  path: '/v1/stores/{storeId}/stations',
  body: zStationContent
    .partial({ position: true, categoryIds: true, itemIds: true, isExpeditor: true, isActive: true })
    .extend(minted),
  response: zStation,
  errors: ['station/duplicate'],
  description: 'Adds a station to a store.',
});

const changeStation = defineRoute({
  ...manage,
  name: 'changeStation',
  method: 'PATCH',
  path: '/v1/stores/{storeId}/stations/{id}',
  body: zStationContent.partial(),
  response: zStation,
  errors: ['station/not-found', 'station/duplicate'],
  description: 'Changes a station for what is fired from now on.',
});

const listTickets = defineRoute({
  ...route,
  name: 'listTickets',
  permission: 'can_manage_tickets',
  method: 'GET',
  path: '/v1/stores/{storeId}/tickets',
  query: pageQuery.extend({
    stationId: zUuid.optional(),
    isDone: z.enum(['true', 'false']).optional(),
  }),
  response: page(
    z.strictObject({
      id: zUuid,
      orderId: zUuid,
      stationId: zUuid,
      stationName: z.string(),
      label: z.string(),
      tableName: z.string().nullable(),
      /** What it was called before all of its food went to another order, which it is called by now. */
      movedFrom: z
        .strictObject({ label: z.string(), tableName: z.string().nullable() })
        .nullable()
        .default(null),
      firedAt: zMoment,
      isDone: z.boolean(),
      lines: z.array(
        z.strictObject({
          orderItemId: zUuid,
          name: z.string(),
          quantity: zDecimal6,
          modifiers: z.array(z.string()),
          note: z.string().nullable(),
          stageName: z.string(),
          isFinal: z.boolean(),
          isVoided: z.boolean(),
          lastUpdatedAt: zMoment,
          /** Other orders that have it now, or a part of it. */
          goesTo: z
            .array(
              z.strictObject({
                orderId: zUuid,
                label: z.string(),
                tableName: z.string().nullable(),
                quantity: zDecimal6,
                isVoided: z.boolean(),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
  errors: [],
  description: 'Kitchen tickets of a store, newest first.',
});

const zTask = z.strictObject({
  id: zUuid,
  kind: z.string(),
  title: z.string(),
  cause: z.string(),
  assignedTo: z.string().nullable(),
  due: zMoment.nullable(),
  raisedAt: zMoment,
  raisedBy: zUuid.nullable(),
  isOpen: z.boolean(),
  note: z.string().nullable(),
  doneAt: zMoment.nullable(),
  doneBy: zUuid.nullable(),
});

const listTasks = defineRoute({
  ...route,
  name: 'listTasks',
  permission: 'can_resolve_tasks',
  method: 'GET',
  path: '/v1/stores/{storeId}/tasks',
  query: pageQuery.extend({ isOpen: z.enum(['true', 'false']).optional() }),
  response: page(zTask),
  errors: [],
  description:
    'What somebody in a store must look at or do, newest first. Tasks of orders are with the orders.',
});

const automations = { ...route, permission: 'can_manage_automations' } as const;
const zAutomation = zAutomationRow.omit({ tenantId: true });
const zAutomationContent = zAutomation.omit({ id: true });

const listAutomations = defineRoute({
  ...automations,
  name: 'listAutomations',
  method: 'GET',
  path: '/v1/automations',
  query: pageQuery,
  response: page(zAutomation),
  errors: [],
  description: 'The rules that answer facts, by name.',
});

const createAutomation = defineRoute({
  ...automations,
  name: 'createAutomation',
  method: 'POST',
  path: '/v1/automations',
  body: zAutomationContent.partial({ conditions: true, isActive: true }).extend(minted),
  response: zAutomation,
  errors: ['automation/duplicate', 'automation/trigger-unknown'],
  description:
    'Adds a rule: when a fact of its trigger is written at a till and all its conditions hold, it acts.',
});

const changeAutomation = defineRoute({
  ...automations,
  name: 'changeAutomation',
  method: 'PATCH',
  path: '/v1/automations/{id}',
  body: zAutomationContent.partial(),
  response: zAutomation,
  errors: ['automation/not-found', 'automation/duplicate', 'automation/trigger-unknown'],
  description: 'Changes a rule for what is written from now on.',
});

const deleteAutomation = defineRoute({
  ...automations,
  name: 'deleteAutomation',
  method: 'DELETE',
  path: '/v1/automations/{id}',
  response: z.strictObject({ id: zUuid }),
  errors: ['automation/not-found'],
  description: 'Takes a rule away; what it has done stays.',
});

/** The routes of cloud/services/workflow. */
export const workflowRoutes = [
  listWorkflowStages,
  createWorkflowStage,
  changeWorkflowStage,
  deleteWorkflowStage,
  listStations,
  createStation,
  changeStation,
  listTickets,
  listTasks,
  listAutomations,
  createAutomation,
  changeAutomation,
  deleteAutomation,
] as const;
