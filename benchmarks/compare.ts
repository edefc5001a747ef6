/**
 * What a comparison costs, beside peers that do the like; CPU time on one core, medians of rounds that alternate.
 *
 * 1. The whole of `plimsoll compare` on two Parquet files, process start and all, beside Python scripts that read the same files: Evidently's drift preset
 *    and NannyML's four methods.
 * 2. A verdict on a stored day, from panes, beside Evidently's preset on the same rows in memory; and the day's rows made into panes beside a whylogs
 *    profile.
 * 3. All again at ten times the rows and the columns, and the memory of comparing 3 million rows of 50 columns.
 *
 * Run: npm run bench:compare [-- ROUNDS [PEER,…]]. A peer that cannot be installed is said aloud, and its goals count as not held.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { measurePanes, type PaneFigures } from './compare/panes.ts'
import { commandOf, measure, oursOf, type Peer, pythonOf, type Used, workOf, writeTable } from './compare/run.ts'

/** Ours of the peer's CPU time, at most. */
const targets = { evidently: 1 / 3, nannyml: 1 / 2, verdict: 1 / 50, profile: 1 / 6 } as const
const base = { rows: 100_000, columns: 20 }
const sizes = [
  ['10 times the rows', { ...base, rows: 10 * base.rows }],
  ['10 times the columns', { ...base, columns: 10 * base.columns }],
] as const
const memoryMax = 2 * 2 ** 30
const paneRounds = 5

const rounds = Number(process.argv[2] ?? 3)
const wanted = (process.argv[3] ?? 'evidently,nannyml,whylogs').split(',') as Peer[]
const venvs = join(tmpdir(), 'plimsoll-bench-peers')
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-compare-'))
let held = true

// As installed, which is how people run it and how the peers are run.
execFileSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' })
process.env['PLIMSOLL_FROM'] = 'dist'

try {
  mkdirSync(venvs, { recursive: true })
  const pythons = new Map(wanted.flatMap(peer => presentPeer(peer)))
  const maker = pythons.values().next().value
  if (maker === undefined) throw new Error('no peer is there, and tables are made with its Python')
  const whole = wholeCommand(tables(maker, base), pythons)
  const panes = await storedDay(tables(maker, base), pythons)
  for (const [what, size] of sizes) await grow(what, tables(maker, size), { whole, panes })
  const large = measure(oursOf(tables(maker, { rows: 3_000_000, columns: 50 })))
  held &&= large.memoryBytes <= memoryMax
  console.log(`3 million rows of 50 columns: ${large.cpuSeconds.toFixed(1)} s CPU, ${mebibytes([large])} MiB, at most 2048 wanted`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = held ? 0 : 3

function presentPeer(peer: Peer): [Peer, string][] {
  try {
    return [[peer, pythonOf(venvs, peer)]]
  } catch (error) {
    held = false
    console.log(`${peer} is MISSING, so nothing is said beside it: ${(error as Error).message.slice(0, 200)}`)
    return []
  }
}

/** @returns median CPU seconds of ours */
function wholeCommand(files: readonly string[], pythons: ReadonlyMap<Peer, string>): number {
  const peers = Array.from(pythons).filter(([peer]) => peer !== 'whylogs')
  const commands = new Map([['plimsoll', oursOf(files)], ...peers.map(([peer, python]) => [peer, commandOf(python, peer, files)] as const)])
  const used = new Map<string, Used[]>(Array.from(commands.keys(), name => [name, []]))
  for (let round = 0; round < rounds; round++) for (const [name, command] of commands) used.get(name)?.push(measure(command))
  const ours = median(used.get('plimsoll') ?? [])
  for (const [name, all] of used) console.log(`whole command, ${name}: ${median(all).toFixed(2)} s CPU, ${mebibytes(all)} MiB`)
  for (const [peer] of peers) tell('the whole command is', ours / median(used.get(peer) ?? []), peer as 'evidently' | 'nannyml')
  return ours
}

async function storedDay(files: readonly string[], pythons: ReadonlyMap<Peer, string>): Promise<PaneFigures> {
  const ours = await measurePanes(files, join(folder, 'store'), paneRounds)
  console.log(
    `stored day: ${ours.verdicts} verdicts ${milliseconds(ours.verdict)}, roll-up ${milliseconds(ours.profile)}, with segments ${milliseconds(ours.segmented)}`,
  )
  const [evidently, whylogs] = [pythons.get('evidently'), pythons.get('whylogs')]
  if (evidently !== undefined) tell('a stored verdict beside evidently in memory is', ours.verdict / workOf(evidently, 'evidently', files), 'verdict')
  if (whylogs === undefined) return ours
  const profile = workOf(whylogs, 'whylogs', files)
  tell('panes beside a whylogs profile are', ours.profile / profile, 'profile')
  console.log(`with three segment columns: ${(ours.segmented / profile).toFixed(3)} of whylogs, which has none`)
  return ours
}

async function grow(what: string, files: readonly string[], { whole, panes }: { readonly whole: number; readonly panes: PaneFigures }): Promise<void> {
  const grown = measure(oursOf(files))
  console.log(`${what}: whole command ${grown.cpuSeconds.toFixed(2)} s CPU (${(grown.cpuSeconds / whole).toFixed(1)} times), ${mebibytes([grown])} MiB`)
  const stored = await measurePanes(files, join(folder, 'store'), 3)
  const growth = (of: 'verdict' | 'profile' | 'segmented'): string => `${milliseconds(stored[of])} (${(stored[of] / panes[of]).toFixed(1)} times)`
  console.log(`${what}: verdict ${growth('verdict')}, roll-up ${growth('profile')}, with segments ${growth('segmented')}`)
}

function tell(what: string, ratio: number, target: keyof typeof targets): void {
  held &&= ratio <= targets[target]
  console.log(`${what} ${ratio.toFixed(3)} of ${target}, at most ${targets[target].toFixed(3)} wanted${ratio <= targets[target] ? '' : ': NOT HELD'}`)
}

function tables(python: string, size: { readonly rows: number; readonly columns: number }): string[] {
  return ['before', 'after'].map((name, side) => {
    const path = join(folder, `${name}-${size.rows}-${size.columns}.parquet`)
    if (!existsSync(path)) writeTable(python, path, { ...size, seed: side + 1, shift: side * 0.1 })
    return path
  })
}

function median(all: readonly Used[]): number {
  return all.map(({ cpuSeconds }) => cpuSeconds).sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN
}

function mebibytes(all: readonly Used[]): number {
  return Math.round(Math.max(...all.map(({ memoryBytes }) => memoryBytes)) / 2 ** 20)
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms CPU`
}
