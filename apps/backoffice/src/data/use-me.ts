import type { Permission } from '@beaveros/domain/auth-user';
import type { Answer } from '../api/routes.ts';
import { useAnswer } from './use-answer.ts';

export type Me = Answer<'getMe'>;

/** Who is signed in; undefined until it is known. */
export function useMe(): Me | undefined {
  return useAnswer('getMe', {}).data;
}

/** Whether this person may; undefined until it is known. The service decides: this only spares a person the refusal. */
export function useMay(permission: Permission): boolean | undefined {
  return useMe()?.permissions.includes(permission);
}
