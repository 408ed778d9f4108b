/**
 * `hapair config schema`: what may stand in a settings file, for an editor?
 */
import { jsonSchema } from '../../config/json-schema.ts'
import type { Layer } from '../../config/key.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'

const layers: readonly Layer[] = ['pair', 'node', 'profile']

/** Prints the JSON schema of one file; of pair.yaml when none is named. */
export async function configSchemaCommand({ terminal }: Context, call: Call): Promise<ExitCode> {
  const layer = layers.find((name) => name === call.arguments[0]) ?? 'pair'
  terminal.out(JSON.stringify(jsonSchema(layer), undefined, 2))
  return await Promise.resolve(exitCodes.done)
}
