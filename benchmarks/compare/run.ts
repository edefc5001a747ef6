import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const secondsMax = 900
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const threads = Object.fromEntries(['OMP', 'OPENBLAS', 'MKL', 'NUMBA'].map(name => [`${name}_NUM_THREADS`, '1']))
const silent = { DO_NOT_TRACK: '1', NML_DISABLE_USAGE_LOGGING: '1' }

/** What one process used, imports and all. */
export interface Used {
  readonly cpuSeconds: number
  readonly memoryBytes: number
}

/** Runs a command on one core. @throws Error with what it complained of */
export function measure(command: readonly string[]): Used {
  const text = execFileSync('python3', [script('measure.py'), String(secondsMax), ...command], {
    env: { ...process.env, ...threads, ...silent },
    encoding: 'utf8',
  })
  const { code, error, ...used } = JSON.parse(text) as Used & { readonly code: number; readonly error: string }
  if (code !== 0) throw new Error(`${command.join(' ')}: ${error}`)
  return used
}

/** Writes the table that all compare. */
export function writeTable(
  python: string,
  path: string,
  of: { readonly rows: number; readonly columns: number; readonly seed: number; readonly shift: number },
): void {
  execFileSync(python, [script('table.py'), path, ...[of.rows, of.columns, of.seed, of.shift].map(String)], { env: { ...process.env, ...threads } })
}

const peers = {
  evidently: ['evidently==0.7.23', 'pandas<3', 'pyarrow'],
  nannyml: ['nannyml==0.13.1', 'pandas==2.2.3', 'numpy==1.26.4', 'pyarrow<21'],
  whylogs: ['whylogs[viz]==1.6.4', 'pandas<3', 'pyarrow'],
} as const
export type Peer = keyof typeof peers

/** A Python with a peer in it, installed by pip the first time. @throws Error when that fails */
export function pythonOf(folder: string, peer: Peer): string {
  const python = existsSync(join(folder, peer, 'installed')) ? join(folder, peer, 'bin/python') : installPeer(folder, peer)
  mkdirSync(join(folder, peer, 'installed'), { recursive: true })
  return python
}

/** A Python of its own for each, since they do not agree on what they need. */
function installPeer(folder: string, peer: Peer): string {
  execFileSync('python3', ['-m', 'venv', `${folder}/${peer}`])
  const python = `${folder}/${peer}/bin/python`
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...peers[peer]], { stdio: ['ignore', 'ignore', 'inherit'] })
  return python
}

export const commandOf = (python: string, peer: Peer, files: readonly string[]): string[] => [python, script(`with-${peer}.py`), ...files]
/** CPU seconds of a peer's work on rows that are in memory, imports and reading left out; on one core. */
export function workOf(python: string, peer: 'evidently' | 'whylogs', files: readonly string[]): number {
  const env = { ...process.env, ...threads, ...silent, WHYLOGS_NO_ANALYTICS: 'True' }
  const printed = execFileSync(python, [script(`with-${peer}-in-memory.py`), ...files], { env, encoding: 'utf8' })
  return Number(printed.trim().split('\n').at(-1))
}

export const oursOf = (files: readonly string[]): string[] => [
  process.execPath,
  fileURLToPath(new URL('../../bin/plimsoll.cjs', import.meta.url)),
  'compare',
  ...files,
]
