/**
 * The whole of `plimsoll compare` on two Parquet files, process start and all, beside Python scripts that read the same files: Evidently's drift preset
 * and NannyML's four methods. One core, CPU time, medians of rounds that alternate; then ours at ten times the rows and the columns, and its memory on 3
 * million rows of 50 columns.
 *
 * Run: npm run bench:compare [-- ROUNDS [PEER,…]]
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { commandOf, installPeer, measure, oursOf, type Peer, type Used, writeTable } from './compare/run.ts'

/** Ours of the peer's CPU time, at most. */
const targets: Readonly<Record<Peer, number>> = { evidently: 1 / 3, nannyml: 1 / 2 }
const base = { rows: 100_000, columns: 20 }
const memoryMax = 2 * 2 ** 30

const rounds = Number(process.argv[2] ?? 3)
const wanted = (process.argv[3] ?? Object.keys(targets).join(',')).split(',') as Peer[]
const venvs = join(tmpdir(), 'plimsoll-bench-peers')
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-compare-'))
let held = true

try {
  mkdirSync(venvs, { recursive: true })
  const pythons = new Map(wanted.map(peer => [peer, existsSync(join(venvs, peer, 'installed')) ? join(venvs, peer, 'bin/python') : install(peer)]))
  const maker = pythons.values().next().value ?? 'python3'
  const files = tables(maker, base)
  const commands = new Map([['plimsoll', oursOf(files)], ...Array.from(pythons, ([peer, python]) => [peer, commandOf(python, peer, files)] as const)])
  const used = new Map<string, Used[]>(Array.from(commands.keys(), name => [name, []]))
  for (let round = 0; round < rounds; round++) for (const [name, command] of commands) used.get(name)?.push(measure(command))
  const ours = median(used.get('plimsoll') ?? [])
  for (const [name, all] of used) console.log(`${name}: ${median(all).toFixed(2)} s CPU, ${mebibytes(all)} MiB`)
  for (const peer of wanted) {
    const ratio = ours / median(used.get(peer) ?? [])
    held &&= ratio <= targets[peer]
    console.log(`ours is ${ratio.toFixed(3)} of ${peer}, at most ${targets[peer].toFixed(3)} wanted`)
  }
  for (const [what, size] of [
    ['10 times the rows', { ...base, rows: 10 * base.rows }],
    ['10 times the columns', { ...base, columns: 10 * base.columns }],
  ] as const) {
    const grown = measure(oursOf(tables(maker, size)))
    console.log(`${what}: ${grown.cpuSeconds.toFixed(2)} s CPU (${(grown.cpuSeconds / ours).toFixed(1)} times), ${mebibytes([grown])} MiB`)
  }
  const large = measure(oursOf(tables(maker, { rows: 3_000_000, columns: 50 })))
  held &&= large.memoryBytes <= memoryMax
  console.log(`3 million rows of 50 columns: ${large.cpuSeconds.toFixed(1)} s CPU, ${mebibytes([large])} MiB, at most 2048 wanted`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = held ? 0 : 3

function install(peer: Peer): string {
  const python = installPeer(venvs, peer)
  mkdirSync(join(venvs, peer, 'installed'))
  return python
}

function tables(python: string, size: { readonly rows: number; readonly columns: number }): string[] {
  return ['before', 'after'].map((name, side) => {
    const path = join(folder, `${name}-${size.rows}-${size.columns}.parquet`)
    writeTable(python, path, { ...size, seed: side + 1, shift: side * 0.1 })
    return path
  })
}

function median(all: readonly Used[]): number {
  return all.map(({ cpuSeconds }) => cpuSeconds).sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN
}

function mebibytes(all: readonly Used[]): number {
  return Math.round(Math.max(...all.map(({ memoryBytes }) => memoryBytes)) / 2 ** 20)
}
