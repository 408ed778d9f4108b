/**
 * Which version is this?
 *
 * The one of package.json, which lies two folders above this file both in the sources and in the built program.
 */
import { readFileSync } from 'node:fs'
import * as z from 'zod'

const packageFile = z.object({ version: z.string() })

/** The version of the program. Throws when the package file is missing, which is a broken installation. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return packageFile.parse(JSON.parse(text)).version
}
