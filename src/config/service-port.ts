/**
 * How is a port of a service written?
 *
 * `443/tcp`, as in services(5): the protocol always stands beside it, because a service that is closed for one protocol
 * and open for the other is not closed.
 */
import * as z from 'zod'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

/** A port at which clients begin. */
export type ServicePort = { readonly number: number; readonly protocol: 'tcp' | 'udp' }

/** Largest port number: RFC 768, RFC 9293. */
const portMax = 65_535

const form = /^(\d{1,5})\/(tcp|udp)$/

/** A port with its protocol; undefined when the text is not one. */
export function parseServicePort(written: string): ServicePort | undefined {
  const match = form.exec(written)
  const number = Number(match?.[1])
  if (match === null || number < 1 || number > portMax) return undefined
  return { number, protocol: match[2] === 'udp' ? 'udp' : 'tcp' }
}

/** A port with its protocol, as `443/tcp`. */
export function renderServicePort({ number, protocol }: ServicePort): string {
  return `${number}/${protocol}`
}

/** A port with its protocol. */
export const servicePort: Kind<ServicePort> = kindOf({
  type: 'port',
  unit: '',
  range: '',
  rule: `a port from 1 to ${portMax} and its protocol, such as 443/tcp or 500/udp`,
  schema: z.string().transform((written, context) => {
    const port = parseServicePort(written)
    if (port !== undefined) return port
    context.addIssue({ code: 'custom', message: 'not a port' })
    return z.NEVER
  }),
  render: renderServicePort,
})
