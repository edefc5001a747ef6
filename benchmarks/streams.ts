import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Sequential, sequentialSettings } from '../contract/index.ts'
import { normalDraws } from '../detectors/math/draws.ts'
import { sequentialDetectors } from '../detectors/sequential.ts'

/**
 * `npm run bench:streams`: sequential detectors beside river's on the same quiet normal values, CPU time, rounds interleaved in
 * the same minutes, medians. river comes by pip into a folder under the temp folder that is removed at the end.
 */
const river = 'river==0.23.0'
const peers = { 'stream/adwin': 'drift.ADWIN', 'stream/page-hinkley': 'drift.PageHinkley', 'stream/ddm': 'drift.binary.DDM' } as const
type Name = keyof typeof peers

export interface StreamFigures {
  readonly name: Name
  readonly values: number
  /** CPU seconds, ours; medians over the rounds. */
  readonly oursSeconds: number
  /** The same, one value a call. */
  readonly stepSeconds: number
  /** Null where river was not run. */
  readonly riverSeconds: number | null
  readonly alarms: number
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** Values that every side reads: normal, or errors at a rate of 0.1. */
function valuesOf(name: Name, count: number): Float64Array {
  const draw = normalDraws(1)
  return Float64Array.from({ length: count }, name === 'stream/ddm' ? () => (draw() > 1.2815515655446004 ? 1 : 0) : draw)
}

/** One value in so many is timed when each is a call of its own. */
const stepShare = 10

function ours(detector: Sequential, settings: unknown, values: Float64Array): { seconds: number; alarms: number } {
  let alarms = 0
  const seconds = cpuSeconds(() => {
    alarms = detector.fold(detector.start(settings), values, settings).alarms.filter(({ kind }) => kind === 'drift').length
  })
  return { seconds, alarms }
}

function oneByOne(detector: Sequential, settings: unknown, values: Float64Array): number {
  const some = values.subarray(0, Math.ceil(values.length / stepShare))
  const seconds = cpuSeconds(() => {
    let state = detector.start(settings)
    for (const value of some) ({ state } = detector.step(state, value, settings))
  })
  return (seconds * values.length) / some.length
}

const script = `
import sys, time, array
from river import drift
values = array.array("d", open(sys.argv[2], "rb").read()).tolist()
if "binary" in sys.argv[1]: values = [int(v) for v in values]
detector = eval(sys.argv[1])()
alarms = 0
start = time.process_time()
for value in values:
    detector.update(value)
    if detector.drift_detected: alarms += 1
print(time.process_time() - start, alarms)
`

/** river in a folder of its own, or null with the reason on the terminal. */
function installRiver(folder: string): string | null {
  const python = join(folder, 'python', 'bin', 'python')
  try {
    execFileSync('python3', ['-m', 'venv', join(folder, 'python')], { stdio: 'pipe' })
    execFileSync(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', river, 'typing_extensions'], { stdio: 'pipe' })
  } catch (error) {
    console.error(
      `river is not measured: ${river} could not be installed; python3 (3.10 or newer) with venv and pip is needed (${(error as Error).message.split('\n')[0]})`,
    )
    return null
  }
  writeFileSync(join(folder, 'timed.py'), script)
  return existsSync(python) ? python : null
}

/** CPU seconds and alarms of river's detector over the values of a file. */
function runRiver(python: string, folder: string, name: Name): { seconds: number; alarms: number } {
  const text = execFileSync(python, [join(folder, 'timed.py'), peers[name], join(folder, `${name.replace('/', '-')}.bin`)], { encoding: 'utf8' })
  const [seconds = Number.NaN, alarms = Number.NaN] = text.trim().split(' ').map(Number)
  return { seconds, alarms }
}

/** Runs the benchmark. `withRiver` false measures ours alone. @throws Error when the two sides do not alarm equally often */
export function runStreamBenchmark({ values: count, rounds, withRiver }: { values: number; rounds: number; withRiver: boolean }): StreamFigures[] {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-streams-'))
  try {
    const python = withRiver ? installRiver(folder) : null
    return (Object.keys(peers) as Name[]).map(name => measure(name, valuesOf(name, count), rounds, python === null ? null : { python, folder }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measure(name: Name, values: Float64Array, rounds: number, peer: { python: string; folder: string } | null): StreamFigures {
  const detector = sequentialDetectors.get(name) as Sequential
  const settings = sequentialSettings(detector, 'river')
  if (peer) writeFileSync(join(peer.folder, `${name.replace('/', '-')}.bin`), values)
  ours(detector, settings, values)
  const all = Array.from({ length: rounds }, () => ({
    ours: ours(detector, settings, values),
    step: oneByOne(detector, settings, values),
    river: peer && runRiver(peer.python, peer.folder, name),
  }))
  const alarms = all[0]?.ours.alarms ?? 0
  const theirs = all[0]?.river?.alarms
  if (theirs !== undefined && theirs !== alarms) throw new Error(`${name}: ${alarms} alarms here, ${theirs} there`)
  return {
    name,
    values: values.length,
    oursSeconds: median(all.map(round => round.ours.seconds)),
    stepSeconds: median(all.map(round => round.step)),
    riverSeconds: peer ? median(all.map(({ river }) => river?.seconds ?? Number.NaN)) : null,
    alarms,
  }
}

/** The table that is printed, and the ratio that counts. */
export function describeStreamBenchmark(figures: readonly StreamFigures[]): string {
  const lines = figures.map(({ name, values, oursSeconds, stepSeconds, riverSeconds, alarms }) =>
    [
      name.padEnd(20),
      `${values} values`,
      `ours ${oursSeconds.toFixed(4)} s (${((oursSeconds / values) * 1e9).toFixed(0)} ns a value; ${((stepSeconds / values) * 1e9).toFixed(0)} ns one by one)`,
      riverSeconds === null ? 'river not run' : `river ${riverSeconds.toFixed(3)} s, ${(riverSeconds / oursSeconds).toFixed(1)} times ours`,
      `${alarms} alarms on both sides`,
    ].join('  '),
  )
  return lines.join('\n')
}

if (import.meta.main) console.log(describeStreamBenchmark(runStreamBenchmark({ values: 1_000_000, rounds: 5, withRiver: true })))
