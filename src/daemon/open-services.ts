/**
 * With which programs of this machine do the services work?
 *
 * Loaded only by a node whose pair has services: an agent must start within the lease.
 */
import { join } from 'node:path'
import { monotonicNow } from '../linux/clock.ts'
import { connectSystemd } from '../services/index.ts'
import { NodeServices } from './node-services.ts'
import type { ServiceSurroundings } from './node-services.ts'

/** File of the state folder that is there while new clients are kept out. */
const gateFile = 'clients-refused'

/** Folders of programs below the root of the system. */
const folders = ['usr/sbin', 'usr/bin', 'sbin', 'bin']

/** Opens the services of a node. `root`: of the system, `/` in earnest; a test puts programs of its own there. */
export function openServices(
  around: Omit<ServiceSurroundings, 'edge' | 'gatePath'> & { readonly root: string },
): NodeServices {
  const { root, site } = around
  const edge = connectSystemd(monotonicNow, { folders: folders.map((folder) => join(root, folder)) })
  return new NodeServices({ ...around, edge, gatePath: join(site.stateFolder, gateFile) })
}
