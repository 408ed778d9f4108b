/**
 * How is an amount of data said to a person?
 */

const step = 1024
const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Below this a tenth says something. */
const tenthsBelow = 10

/** `512 KiB`, `1.2 GiB`, `18 MiB`. */
export function renderKib(kib: number): string {
  let value = kib
  let unit: (typeof units)[number] = 'KiB'
  for (const larger of units.slice(1)) {
    if (value < step) break
    value /= step
    unit = larger
  }
  return `${unit !== 'KiB' && value < tenthsBelow ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** The same for bytes. */
export function renderBytes(bytes: number): string {
  return bytes < step ? `${bytes} bytes` : renderKib(bytes / step)
}
