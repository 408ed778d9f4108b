/**
 * Which kinds of value can a setting have?
 *
 * A kind is a zod schema for what is written in the file, the rule that a person reads when the value does not fit,
 * and the canonical text of a valid value. The schema does the checking and gives the JSON schema; the rule text is
 * ours, because one sentence with the whole rule helps more than the first test that failed.
 */
import * as z from 'zod'
import { assert } from '../base/assert.ts'
import { parseSpan, renderSpan } from './span.ts'

/** What a scalar of a settings file can be. */
export type Raw = string | number | boolean | null

/** A kind of value: `T` is what the program gets. */
export type Kind<T> = {
  /** Name of the kind, for the manual. */
  readonly type: string
  readonly unit: string
  readonly range: string
  /** The rule in words; printed with every value that breaks it. */
  readonly rule: string
  readonly schema: z.ZodType<T>
  /** Canonical text of a valid raw value. */
  readonly canonical: (raw: Raw) => string
}

/** The value that a raw scalar stands for, or undefined when it breaks the rule of its kind. */
export function parseRaw<T>(kind: Kind<T>, raw: Raw): { readonly value: T } | undefined {
  const parsed = kind.schema.safeParse(raw)
  return parsed.success ? { value: parsed.data } : undefined
}

/** Builds a kind; `render` gives the canonical text of a value. */
export function kindOf<T>(traits: Omit<Kind<T>, 'canonical'> & { readonly render: (value: T) => string }): Kind<T> {
  const { render, ...rest } = traits
  const canonical = (raw: Raw): string => {
    const parsed = rest.schema.safeParse(raw)
    assert(parsed.success, 'a value that was accepted stays valid')
    return render(parsed.data)
  }
  return { ...rest, canonical }
}

/** `true` or `false`. */
export const toggle: Kind<boolean> = kindOf({
  type: 'boolean',
  unit: '',
  range: 'true, false',
  rule: 'true or false',
  schema: z.boolean(),
  render: String,
})

/** A whole number in a range. `unit` is for the manual. */
export function count(min: number, max: number, unit = ''): Kind<number> {
  return kindOf({
    type: 'integer',
    unit,
    range: `${min}..${max}`,
    rule: `a whole number from ${min} to ${max}`,
    schema: z.int().min(min).max(max),
    render: String,
  })
}

/** One of some whole numbers. */
export function oneNumber<const T extends number>(choices: readonly T[], unit = ''): Kind<T> {
  return kindOf({
    type: 'integer',
    unit,
    range: choices.join(', '),
    rule: `one of ${choices.join(', ')}`,
    schema: z.literal([...choices]),
    render: String,
  })
}

/** One of some words. `aliases` maps accepted input to the canonical word. */
export function choice<const T extends string>(
  choices: readonly T[],
  aliases: Readonly<Record<string, T>> = {},
): Kind<T> {
  const accepted = z.enum([...choices, ...Object.keys(aliases)])
  const schema = accepted.transform((word, context) => {
    const found = choices.find((known) => known === word) ?? aliases[word]
    if (found !== undefined) return found
    context.addIssue({ code: 'custom', message: 'not a choice' })
    return z.NEVER
  })
  return kindOf({
    type: 'word',
    unit: '',
    range: choices.join(', '),
    rule: `one of ${choices.join(', ')}`,
    schema,
    render: (word) => word,
  })
}

function spanSchema(minMs: number, maxMs: number): z.ZodType<number, string | number> {
  return z
    .union([z.number().min(0), z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d|w)?$/)])
    .transform((written, context) => {
      const ms = parseSpan(written)
      if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms
      context.addIssue({ code: 'custom', message: 'out of range' })
      return z.NEVER
    })
}

/** A span of time, in ms, both limits allowed. */
export function span(minMs: number, maxMs: number): Kind<number> {
  const range = `${renderSpan(minMs)}..${renderSpan(maxMs)}`
  return kindOf({
    type: 'time',
    unit: 's',
    range,
    rule: `a time from ${renderSpan(minMs)} to ${renderSpan(maxMs)}, such as 20s or 200ms; a bare number means seconds`,
    schema: spanSchema(minMs, maxMs),
    render: renderSpan,
  })
}

/** A span of time, in ms, or `off`. */
export function spanOrOff(minMs: number, maxMs: number): Kind<number | 'off'> {
  const range = `off, ${renderSpan(minMs)}..${renderSpan(maxMs)}`
  return kindOf<number | 'off'>({
    type: 'time or off',
    unit: 's',
    range,
    rule: `off, or a time from ${renderSpan(minMs)} to ${renderSpan(maxMs)}, such as 2s; a bare number means seconds`,
    schema: z.union([z.literal('off'), spanSchema(minMs, maxMs)]),
    render: (value) => (value === 'off' ? value : renderSpan(value)),
  })
}

/** One line of text, 1..`max` characters, that must match `pattern`. */
export function text(max: number, pattern: RegExp, rule: string): Kind<string> {
  return kindOf({
    type: 'text',
    unit: '',
    range: `1..${max} characters`,
    rule,
    schema: z.string().min(1).max(max).regex(pattern),
    render: (value) => value,
  })
}

/** A short name: letters, digits, dot, dash and underscore. */
export function name(max: number): Kind<string> {
  const rule = `a name of up to ${max} letters, digits, dots, dashes and underscores that begins with a letter or digit`
  return text(max, /^[A-Za-z0-9][A-Za-z0-9._-]*$/, rule)
}

/** Free text of up to `max` characters, without control characters except the line break. */
export function prose(max: number): Kind<string> {
  return text(max, /^(?:[^\p{Cc}]|\n)+$/u, `text of up to ${max} characters`)
}
