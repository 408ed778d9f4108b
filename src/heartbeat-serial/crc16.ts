/**
 * Did noise on the line change these bytes?
 *
 * CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF, neither input nor result reflected, no final XOR), the check
 * that the sender appends and the receiver repeats. It tells noise from frames, nothing more: who sent a frame is
 * shown by its authentication tag, later. Rejected: CRC-32, two more bytes of a slow line without a gain, since the
 * tag catches what 16 bits let through. Source: ITU-T V.41 section 2; check value 0x29B1 for "123456789" from the
 * CRC RevEng catalogue, entry CRC-16/IBM-3740.
 */

const polynomial = 0x1021
const start = 0xffff
const table = Uint16Array.from({ length: 256 }, (_, byte) => tableEntry(byte))

/** CRC-16/CCITT-FALSE of the first `length` bytes, 0..65535; 0xFFFF for no bytes. */
export function crc16(bytes: Uint8Array, length: number = bytes.length): number {
  let crc = start
  // By index: an iterator makes an object for each byte.
  for (let at = 0; at < length; at++) crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0)
  return crc
}

function tableEntry(byte: number): number {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ polynomial) & 0xffff : crc << 1
  return crc
}
