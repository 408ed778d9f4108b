/**
 * Which address has a ping target that is written as a name?
 *
 * Asked once when the settings are read, and again each minute for a name without an address, by `getent` in a child with a
 * deadline: never on the decision path, and a DNS that hangs holds up nothing, not even a thread of the pool that writes the
 * record. Until it has an address the target is not asked, and status says so. Rejected: dns.lookup (it occupies that pool);
 * the resolver of Node (it knows neither /etc/hosts nor nsswitch.conf).
 */
import { execFile } from 'node:child_process'
import { isIP } from 'node:net'

/** Longest answer waited for, and pause before a name without an address is asked for again, ms. */
const answerMs = 5_000
const againMs = 60_000

/** Addresses of names, as far as they are known. */
export class TargetNames {
  readonly #addresses = new Map<string, string>()
  readonly #lookUp: (name: string) => Promise<string | undefined>
  #wanted: readonly string[] = []
  #timer: NodeJS.Timeout | undefined
  #found: () => void = () => undefined

  constructor(lookUp = lookUpByGetent) {
    this.#lookUp = lookUp
  }

  /** Begins to look up the names among these hosts; `found` is called for each that has an address from now on. */
  want(hosts: readonly string[], found: () => void): void {
    this.#wanted = hosts.filter((host) => isIP(host) === 0)
    this.#found = found
    void this.#lookUpAll()
  }

  /** The address of a host: itself, or what its name stands for; nothing while that is not known. */
  addressOf(host: string): string | undefined {
    return isIP(host) === 0 ? this.#addresses.get(host) : host
  }

  /** Names without an address. */
  unknown(): readonly string[] {
    return this.#wanted.filter((name) => !this.#addresses.has(name))
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#wanted = []
  }

  async #lookUpAll(): Promise<void> {
    clearTimeout(this.#timer)
    for (const name of this.unknown()) {
      const address = await this.#lookUp(name)
      if (address === undefined || !this.#wanted.includes(name)) continue
      this.#addresses.set(name, address)
      this.#found()
    }
    if (this.unknown().length === 0) return
    this.#timer = setTimeout(() => void this.#lookUpAll(), againMs)
  }
}

/** The first address that this node's own databases and resolvers give. */
function lookUpByGetent(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('getent', ['ahosts', name], { timeout: answerMs, killSignal: 'SIGKILL' }, (_error, stdout) => {
      const first = stdout.split(/\s/)[0] ?? ''
      resolve(isIP(first) === 0 ? undefined : first)
    })
  })
}
