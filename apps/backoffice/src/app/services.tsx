import { createContext, type ReactNode, useContext } from 'react';
import type { GatewayApi } from '../api/gateway-api.ts';
import type { Session } from '../api/session.ts';
import type { LiveHub } from '../live/live-hub.ts';

/** What every screen may reach: the gateway, who is signed in, and the push streams. Made once, in `main.tsx`. */
export interface Services {
  readonly api: GatewayApi;
  readonly session: Session;
  readonly live: LiveHub;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ value, children }: { value: Services; children: ReactNode }) {
  return <ServicesContext value={value}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new TypeError('a screen stands outside of its services');
  return services;
}
