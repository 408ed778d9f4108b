/**
 * Does each rule find what it is for, and leave alone what is allowed?
 *
 * A rule that finds nothing in the tree may be right or blind. Each has at least one planted file that it must find at
 * a given line, and where the border is fine, one that it must let pass.
 */
import t from 'tap'
import { projectFile } from './rule.ts'
import { rules } from './rules.ts'

/** A file made up for one rule. `line`: where the finding must be; undefined: there must be none. */
type Plant = { readonly path: string; readonly text: string; readonly line: number | undefined }

function lines(count: number, line = '// a line\n'): string {
  return line.repeat(count)
}

const wait = 'export const a = 1\n'
const later = ['TO', 'DO'].join('')
const silencer = ['@ts-', 'ignore'].join('')
const workFolder = ['/wo', 'rk/x'].join('')
const signature = ['@au', 'thor me'].join('')

const plants: Readonly<Record<string, readonly Plant[]>> = {
  floors: [
    { path: 'src/core/a.ts', text: "import { b } from '../wire/b.ts'\n", line: 1 },
    { path: 'src/core/a.ts', text: "\nimport type { B } from '../daemon/b.ts'\n", line: 2 },
    { path: 'src/vip/a.ts', text: "import { b } from '../connectivity/b.ts'\n", line: 1 },
    { path: 'src/wire/a.ts', text: "export { b } from '../linux/b.ts'\n", line: 1 },
    { path: 'src/wire/a.ts', text: "\nconst b = await import('../config/b.ts')\n", line: 2 },
    { path: 'src/vip/a.ts', text: "import { b } from '../../lab/b.ts'\n", line: 1 },
    { path: 'src/attic/a.ts', text: wait, line: 1 },
    { path: 'src/vip/a.ts', text: "import { b } from '../core/b.ts'\nimport { c } from './c.ts'\n", line: undefined },
    { path: 'src/cli/commands/a.ts', text: "import { b } from '../b.ts'\n", line: undefined },
  ],
  edges: [
    { path: 'src/core/a.ts', text: "import { readFileSync } from 'node:fs'\n", line: 1 },
    { path: 'src/core/a.ts', text: 'const a = Date.now()\n', line: 1 },
    { path: 'src/core/a.ts', text: 'const a = new Date()\n', line: 1 },
    { path: 'src/vip/slices.ts', text: '\nsetTimeout(() => undefined, 1)\n', line: 2 },
    { path: 'src/config/a.ts', text: 'export const a = process.env\n', line: 1 },
    { path: 'src/base/a.ts', text: 'export const a = [Math.random()]\n', line: 1 },
    { path: 'src/vip/index.ts', text: "import koffi from 'koffi'\n", line: 1 },
    { path: 'src/vip/index.ts', text: "import left from 'left-pad'\n", line: 1 },
    { path: 'src/connectivity/ping.ts', text: "import raw from 'raw-socket'\n", line: 1 },
    { path: 'src/wire/a.ts', text: "import { createHmac, randomBytes } from 'node:crypto'\n", line: 1 },
    { path: 'src/wire/a.ts', text: "import { createHmac } from 'node:crypto'\n", line: undefined },
    { path: 'src/control/a.ts', text: "import type { Socket } from 'node:net'\n", line: undefined },
    { path: 'src/core/a.ts', text: 'export const a = { process: 1 }.process\n', line: undefined },
    { path: 'src/linux/a.ts', text: "import { readFileSync } from 'node:fs'\n", line: undefined },
  ],
  async: [
    { path: 'src/core/a.ts', text: 'export async function a(): Promise<void> {}\n', line: 1 },
    { path: 'src/wire/a.ts', text: '\nexport const a = (): Promise<void> => new Promise(() => undefined)\n', line: 2 },
    { path: 'src/linux/a.ts', text: 'export async function a(): Promise<void> {}\n', line: undefined },
  ],
  'file-size': [
    { path: 'src/core/a.ts', text: lines(201), line: 201 },
    { path: 'src/core/a.ts', text: lines(200), line: undefined },
    { path: 'test/a.ts', text: lines(301), line: 301 },
    { path: 'test/a.ts', text: lines(300), line: undefined },
  ],
  'function-size': [
    { path: 'src/core/a.ts', text: `\nfunction a() {\n${lines(59, 'b()\n')}}\n`, line: 2 },
    { path: 'src/core/a.ts', text: `\nfunction a() {\n${lines(58, 'b()\n// why\n\n')}}\n`, line: undefined },
    { path: 'src/core/a.ts', text: `each(() => {\n${lines(59, 'b()\n')}})\n`, line: 1 },
    { path: 'test/a.ts', text: `test('a', () => {\n${lines(59, 'b()\n')}})\n`, line: undefined },
    { path: 'test/a.ts', text: `const a = () => {\n${lines(59, 'b()\n')}}\n`, line: 1 },
  ],
  'default-export': [
    { path: 'src/vip/a.ts', text: 'export default function a(): void {}\n', line: 1 },
    { path: 'src/vip/a.ts', text: 'const a = 1\nexport default a\n', line: 2 },
    { path: 'src/vip/a.ts', text: 'switch (a) {\n  default:\n    b()\n}\n', line: undefined },
  ],
  barrel: [
    { path: 'src/vip/a.ts', text: "const a = 1\nexport * from './b.ts'\n", line: 2 },
    { path: 'src/wire/index.ts', text: "export { b } from './b.ts'\n", line: 1 },
    { path: 'src/vip/index.ts', text: "export { b } from './b.ts'\n", line: undefined },
    { path: 'src/wire/a.ts', text: "export { b } from './b.ts'\nexport const a = 1\n", line: undefined },
  ],
  any: [
    { path: 'lab/a.ts', text: '\nconst a: any = 1\n', line: 2 },
    { path: 'lab/a.ts', text: 'const a = b!.c\n', line: 1 },
    { path: 'lab/a.ts', text: 'const any = !b // any\n', line: undefined },
  ],
  silenced: [{ path: 'src/vip/a.ts', text: `\n// ${silencer}\n`, line: 2 }],
  swallow: [
    { path: 'src/vip/a.ts', text: 'try {\n  a()\n} catch {\n  // never mind\n}\n', line: 3 },
    { path: 'src/vip/a.ts', text: 'void a.catch(() => {})\n', line: 1 },
    { path: 'src/vip/a.ts', text: 'a.catch(() => undefined)\n', line: 1 },
    { path: 'src/vip/a.ts', text: 'void a.then(b, () => {})\n', line: 1 },
    { path: 'src/vip/a.ts', text: 'const c = await a.then(b, () => undefined)\n', line: undefined },
    { path: 'src/vip/a.ts', text: 'try {\n  a()\n} catch {\n  return undefined\n}\n', line: undefined },
  ],
  'opening-comment': [
    { path: 'src/vip/a.ts', text: wait, line: 1 },
    { path: 'tools/a.sh', text: '#!/bin/sh\nset -eu\n', line: 1 },
    { path: 'tools/a.sh', text: '#!/bin/sh\n# What is it?\nset -eu\n', line: undefined },
    { path: 'src/vip/a.ts', text: '#!/usr/bin/env node\n/** What is it? */\n', line: undefined },
  ],
  'doc-comment': [
    { path: 'src/vip/a.ts', text: "/** What? */\nimport { b } from './b.ts'\nexport type A = 1\n", line: 3 },
    { path: 'src/vip/a.ts', text: '/** What? */\nexport const a = 1\n', line: 2 },
    { path: 'src/vip/a.ts', text: '/** What? */\n\n/** One. */\nexport const a = 1\n', line: undefined },
    { path: 'src/vip/a.ts', text: "/** What? */\nexport const a = row({ text: 'one' })\n", line: undefined },
  ],
  unfinished: [
    { path: 'man/a.7.scd', text: `a\n; ${later} b\n`, line: 2 },
    { path: 'test/a.ts', text: `t.test('a', { ${later.toLowerCase()}: 'b' })\n`, line: 1 },
  ],
  'empty-name': [
    { path: 'src/vip/address-utils.ts', text: wait, line: 1 },
    { path: 'src/vip/a.ts', text: '\nfunction handleFrame(): void {}\n', line: 2 },
    { path: 'src/vip/a.ts', text: 'const processBeat = (): void => b()\n', line: 1 },
    { path: 'src/vip/a.ts', text: 'class A {\n  doWork(): void {}\n}\n', line: 2 },
    { path: 'src/vip/a.ts', text: 'function endProcess(): void {}\n', line: undefined },
  ],
  'product-name': [
    { path: 'src/cli/a.ts', text: "\nconst a = 'Tomcat'\n", line: 2 },
    { path: 'firmware-profiles/a.yaml', text: 'unit: tomcat\n', line: undefined },
  ],
  origin: [
    { path: 'man/a.8.scd', text: `\nsee ${workFolder}\n`, line: 2 },
    { path: 'src/a.ts', text: `/** ${signature} */\n`, line: 1 },
  ],
  scratch: [
    { path: 'lab/try/a.ts', text: wait, line: 1 },
    { path: 'src/vip/a.ts.orig', text: wait, line: 1 },
    { path: 'lab/netns/a.ts', text: wait, line: undefined },
  ],
}

for (const { name, find } of rules) {
  void t.test(`the rule ${name} finds what is planted, where it stands`, (t) => {
    const mine = plants[name] ?? []
    t.ok(mine.some(({ line }) => line !== undefined))
    for (const { path, text, line } of mine) {
      const found = find(projectFile(path, text))
      t.strictSame(found[0]?.line, line, JSON.stringify({ path, text: text.slice(0, 80), found }))
    }
    t.end()
  })
}
