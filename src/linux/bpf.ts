/**
 * Which packets should the kernel not even show us?
 *
 * Classic BPF programs as data: each instruction has a code, two jump distances and a constant. A program ends with the
 * number of bytes to pass on: everything, or nothing. Loads are in network byte order whatever the machine.
 * Sources: linux/filter.h, linux/bpf_common.h; Documentation/networking/filter.rst.
 */
import { assert } from '../base/assert.ts'

/** One check: the 1, 2 or 4 bytes at `offset` must be one of `values`. */
export type FieldCheck = { readonly offset: number; readonly bytes: 1 | 2 | 4; readonly values: readonly number[] }

/** BPF_LD | BPF_ABS with the size; BPF_JMP | BPF_JEQ | BPF_K; BPF_RET | BPF_K. */
const code = { load: { 1: 0x30, 2: 0x28, 4: 0x20 }, jumpIfEqual: 0x15, end: 0x06 } as const

const everything = 0x40000
const instructionBytes = 8

/**
 * A program that tells packets on which all checks hold from the others. `matching`: what happens to those.
 * 1..16 checks with 1..16 values each. A packet too short for a check is dropped by the kernel.
 */
export function fieldFilter(checks: readonly FieldCheck[], matching: 'pass' | 'drop'): Uint8Array {
  const length = checks.reduce((sum, check) => sum + 1 + check.values.length, 0) + 2
  const view = new DataView(new ArrayBuffer(length * instructionBytes))
  const mismatchAt = length - 1
  let at = 0
  const write = (opcode: number, jumps: { equal: number; other: number }, constant: number): void => {
    assert(jumps.equal <= 255 && jumps.other <= 255, 'a BPF jump of at most 255 instructions')
    view.setUint16(at * instructionBytes, opcode, true)
    view.setUint8(at * instructionBytes + 2, jumps.equal)
    view.setUint8(at * instructionBytes + 3, jumps.other)
    view.setUint32(at * instructionBytes + 4, constant, true)
    at += 1
  }
  for (const check of checks) {
    write(code.load[check.bytes], { equal: 0, other: 0 }, check.offset)
    check.values.forEach((value, position) => {
      const left = check.values.length - 1 - position
      // Equal: over the other values of this check. Different: the next value, or after the last one to the mismatch.
      write(code.jumpIfEqual, { equal: left, other: left > 0 ? 0 : mismatchAt - at - 1 }, value)
    })
  }
  write(code.end, { equal: 0, other: 0 }, matching === 'pass' ? everything : 0)
  write(code.end, { equal: 0, other: 0 }, matching === 'pass' ? 0 : everything)
  return new Uint8Array(view.buffer)
}
