/**
 * What of the package raw-socket 1.8.1 is used? It comes without types; these are the parts that `icmp.ts` calls.
 */
declare module 'raw-socket' {
  import type { EventEmitter } from 'node:events'

  export interface Socket extends EventEmitter {
    /** Throws an Error with a text and no code. `length` bytes of `value` are passed on. */
    setOption(level: number, option: number, value: Buffer, length: number): void
    /** `sent` is called with an error or with null. It is never called when the socket is closed before. */
    send(bytes: Buffer, offset: number, length: number, address: string, sent: (error: Error | null) => void): this
    close(): this
  }

  const rawSocket: {
    createSocket(options: { protocol: number; addressFamily: number; bufferSize: number }): Socket
    readonly AddressFamily: { readonly IPv4: number; readonly IPv6: number }
  }
  export default rawSocket
}
