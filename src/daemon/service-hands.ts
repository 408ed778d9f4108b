/**
 * Who carries out the orders of the core about services?
 *
 * The adapter of the service manager, on a node whose settings place services; any other node answers that it has none.
 */
import type { Effect } from '../core/effects.ts'

/** The hands for services. Each promise ends when the order is seen to be done, or rejects with a sentence. */
export type ServiceHands = {
  readonly start: (service: number) => Promise<void>
  readonly stop: (service: number, killAfterMs: number) => Promise<void>
  readonly disable: (service: number) => Promise<void>
  readonly endClients: () => Promise<void>
}

/** An order about services. */
export type ServiceEffect = Extract<
  Effect,
  { readonly type: 'service-start' | 'service-stop' | 'service-disable' | 'end-clients' }
>

/** Is the effect an order about services? */
export function ofService(effect: Effect): effect is ServiceEffect {
  const { type } = effect
  return type === 'service-start' || type === 'service-stop' || type === 'service-disable' || type === 'end-clients'
}

/** Carries out one order. Rejects where no service is placed. */
export function performService(services: ServiceHands | undefined, effect: ServiceEffect): Promise<void> {
  if (services === undefined) return Promise.reject(new Error(`${effect.type} is not configured on this node`))
  switch (effect.type) {
    case 'service-start':
      return services.start(effect.service)
    case 'service-stop':
      return services.stop(effect.service, effect.killAfterMs)
    case 'service-disable':
      return services.disable(effect.service)
    case 'end-clients':
      return services.endClients()
  }
}
