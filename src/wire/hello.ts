/**
 * How does a hello look in bytes?
 *
 * A hello offers a fresh nonce of its sender and echoes the nonce of the peer that it answers, or zeros when it answers
 * none. Its tag is made with a pair key, not with a session key. All its fields keep their places in later versions,
 * so that two versions can always agree on a session; a later version may add bytes between the echo and the tag.
 */
import type { KeyObject } from 'node:crypto'
import type { NodeName, PathId } from '../core/types.ts'
import { assert } from '../base/assert.ts'
import { encodeEnvelope, envelopeLayout, protocolVersion, tagBytes, type Envelope } from './envelope.ts'
import { layoutBytes, readField, sliceField, writeField, type Layout } from './fields.ts'
import { nonceBytes, sealFrame } from './seal.ts'

/** Hello without its tag, which follows at once in version 1. */
export const helloLayout = {
  ...envelopeLayout,
  keyId: { offset: 8, bytes: 1, about: 'key id' },
  nonce: { offset: 9, bytes: 16, about: 'nonce of the sender' },
  echo: { offset: 25, bytes: 16, about: 'nonce of the peer, or zeros' },
} as const satisfies Layout

/** Length of a whole hello of version 1. */
export const helloBytes = layoutBytes(helloLayout) + tagBytes

/** What a hello says. `decided`: its sender, the configured master, holds the session of `nonce` and `echo`. */
export type Hello = {
  readonly pairId: number
  readonly from: NodeName
  readonly path: PathId
  readonly decided: boolean
  readonly keyId: number
  readonly nonce: Uint8Array
  /** Zeros when the sender answers nobody. */
  readonly echo: Uint8Array
}

/** The echo of a hello that answers nobody. */
export const noEcho: Uint8Array = new Uint8Array(nonceBytes)

/** A sealed hello of version 1, under the pair key `key`, whose id the hello names. */
export function encodeHello(hello: Hello, key: KeyObject): Uint8Array {
  assert(hello.nonce.length === nonceBytes && hello.echo.length === nonceBytes, 'a nonce has 16 bytes')
  const { from, path, decided, pairId } = hello
  const frame = new Uint8Array(helloBytes)
  encodeEnvelope(frame, { kind: 'hello', from, path, decided, version: protocolVersion, pairId })
  writeField(frame, helloLayout.keyId, hello.keyId)
  sliceField(frame, helloLayout.nonce).set(hello.nonce)
  sliceField(frame, helloLayout.echo).set(hello.echo)
  sealFrame(key, frame)
  return frame
}

/** Reads a hello whose envelope was read; or says why these bytes are none. The tag is not checked here. */
export function decodeHello(frame: Uint8Array, envelope: Envelope): Hello | string {
  const own = envelope.version === protocolVersion
  if (own ? frame.length !== helloBytes : frame.length < helloBytes) return `a hello of ${frame.length} bytes`
  const { pairId, from, path, decided } = envelope
  const keyId = readField(frame, helloLayout.keyId)
  const nonce = sliceField(frame, helloLayout.nonce).slice()
  const echo = sliceField(frame, helloLayout.echo).slice()
  return { pairId, from, path, decided, keyId, nonce, echo }
}
