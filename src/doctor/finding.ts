/**
 * What is one finding of `hapair doctor`?
 *
 * Each says which rule was checked, what was found, what to do about it, and which page says more. A finding that passes
 * has nothing to do; one that was not made says why.
 */

/** Outcome of a check. `skipped`: it could not be made. `manual`: only a person can see it. */
export type Result = 'pass' | 'warn' | 'fail' | 'skipped' | 'manual'

/** Every outcome, in the order of the last line. */
export const results = ['pass', 'warn', 'fail', 'skipped', 'manual'] as const satisfies readonly Result[]

/** A rule that is checked, whatever comes of it. */
export type DoctorRule = {
  /** Short name, such as `serial`. */
  readonly check: string
  /** What holds in a good pair, as a sentence without its full stop. */
  readonly rule: string
  /** Manual page that says more, such as `hapair(8)`. */
  readonly page: string
}

/** One finding. `action` is empty when nothing is to be done. */
export type Finding = DoctorRule & {
  readonly result: Result
  readonly found: string
  readonly action: string
}

/** The rule holds. */
export function passed(rule: DoctorRule, found: string): Finding {
  return finding(rule, 'pass', found, '')
}

/** The rule is broken, and the pair is not ready. */
export function failed(rule: DoctorRule, found: string, action: string): Finding {
  return finding(rule, 'fail', found, action)
}

/** The rule is broken, and the pair works all the same. */
export function warned(rule: DoctorRule, found: string, action: string): Finding {
  return finding(rule, 'warn', found, action)
}

/** It could not be looked at. `found` says why, `action` how it can be. */
export function skipped(rule: DoctorRule, found: string, action = ''): Finding {
  return finding(rule, 'skipped', found, action)
}

/** A person must look. */
export function manual(rule: DoctorRule, action: string): Finding {
  return finding(rule, 'manual', 'only a person can see this', action)
}

/** In the order in which a person reads it as JSON. */
function finding({ check, rule, page }: DoctorRule, result: Result, found: string, action: string): Finding {
  return { check, result, found, action, rule, page }
}

/** The findings as lines, and the count of each outcome. What passes takes one line. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const indent = ' '.repeat('skipped'.length + 2 + width + 2)
  const lines = findings.flatMap(({ check, result, found, action, rule, page }) => {
    const first = `${result.padEnd('skipped'.length)}  ${check.padEnd(width)}  `
    if (result === 'pass') return [`${first}${found}`]
    const text = result === 'manual' ? rule : found
    const rest = result === 'manual' ? [] : [`${indent}rule: ${rule}`]
    return [`${first}${text}`, ...rest, `${indent}${action === '' ? '' : `do: ${action}; `}see ${page}`]
  })
  const counts = results.map((result) => `${findings.filter((finding) => finding.result === result).length} ${result}`)
  return [...lines, counts.join(', ')]
}
