/**
 * Nasty files through ours and through peers, a line each: who is right, who is wrong without a word, who crashes. Exit code 3 when ours is anything but right.
 *
 * Run: node benchmarks/torture.ts [PEER,…]. Files are read as a person would, by pandas' read_csv; peers with their defaults.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Reading } from '../contract/index.ts'
import { oursOf, type Peer, pythonOf } from './compare/run.ts'
import { type TortureCase, tortureCases } from './torture/cases.ts'
import { saidOf } from './torture/ours.ts'
import { type Outcome, outcomeOf, type Said } from './torture/verdict.ts'

const secondsMax = 600
const whyMax = 48
const venvs = join(tmpdir(), 'plimsoll-bench-peers')
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-torture-'))
let held = true

try {
  mkdirSync(venvs, { recursive: true })
  const pythons = new Map(((process.argv[2] ?? 'evidently,nannyml,whylogs').split(',') as Peer[]).map(peer => [peer, pythonOf(venvs, peer)] as const))
  console.log(`| case | ours | ${[...pythons.keys()].join(' | ')} |\n| --- |${' --- |'.repeat(1 + pythons.size)}`)
  for (const one of tortureCases(folder, { columns: 10_000, categories: 1_000_000 })) {
    const ours = outcomeOf(one, await saidByUs(one))
    held &&= ours.kind === 'right'
    const outcomes = [ours]
    for (const [peer, python] of pythons) outcomes.push(outcomeOf(one, await saidBy(peer, python, one)))
    console.log(`| ${one.name} | ${outcomes.map(cell).join(' | ')} |`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = held ? 0 : 3

function cell({ kind, why }: Outcome): string {
  return `${kind}: ${why.replaceAll('|', '/').replaceAll(/\s+/g, ' ').slice(0, whyMax)}`
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function ended(command: readonly string[]): Promise<Ended> {
  const [file = '', ...args] = command
  const env = { ...process.env, DO_NOT_TRACK: '1', NML_DISABLE_USAGE_LOGGING: '1', WHYLOGS_NO_ANALYTICS: 'True' }
  return new Promise(resolve => {
    execFile(file, args, { env, maxBuffer: 2 ** 30, timeout: 1000 * secondsMax, encoding: 'utf8' }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err: error?.killed ? `took longer than ${secondsMax} s` : err }),
    )
  })
}

async function saidByUs({ reference, current }: TortureCase): Promise<Said> {
  const { code, out, err } = await ended([...oursOf([reference, current]), '--json'])
  return code === 0 ? saidOf((JSON.parse(out) as { readings: Reading[] }).readings) : { error: err }
}

async function saidBy(peer: Peer, python: string, { reference, current }: TortureCase): Promise<Said> {
  const script = fileURLToPath(new URL(`torture/with-${peer}.py`, import.meta.url))
  const { out, err } = await ended([python, script, reference, current])
  const line = out.trim().split('\n').at(-1) ?? ''
  return line.startsWith('{') ? (JSON.parse(line) as Said) : { error: err.trim().split('\n').at(-1) ?? '' }
}
