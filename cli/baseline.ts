import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { Command as Program } from 'commander'
import { Failure, paths } from '../contract/index.ts'
import { type Asked, ask } from './baseline/ask.ts'
import { editedDocument } from './baseline/edited-document.ts'
import { jsonSchemaOf } from './baseline/json-schema.ts'
import { type LearnedEntry, learnedText } from './baseline/learned-text.ts'
import { listTable } from './baseline/list-table.ts'
import { type Shown, showTable } from './baseline/show-table.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'

function configure(program: Program): void {
  program
    .argument('<action>', 'learn, list, show, use or import')
    .argument(
      '[target]',
      "learn: a file (.csv, .jsonl, .ndjson, also .gz; .parquet), or nothing for a past window or the same hours of past weeks; show, use: a hash, or its beginning; import: another tool's file, or a baseline as show --json printed it and you edited it",
    )
    .option('--model <name>', 'model')
    .option('--model-version <version>', 'its version', '')
    .option('--from <time>', 'learn: start of the window, RFC 3339')
    .option('--to <time>', 'learn: end of the window, RFC 3339')
    .option(
      '--weeks <count>',
      'learn: from the same hours of so many last weeks, 1 to 8; a window is then held against its own hours, and it is learned again every day',
    )
    .option('--hours-around <count>', 'learn --weeks: hours before and after that count as the same, 0 to 12 (default 1)')
    .option('--every-day', 'learn --weeks: against every day of those weeks, not only the same weekday')
    .option('--time-zone <name>', 'learn --weeks: the clock by which hours are the same (default UTC)')
    .option('--days-min <count>', 'learn --weeks: earlier days that must be there, without rows missing or alarms (default 2)')
    .option('--time <column>', 'learn: column of the file that holds the event time')
    .option('--format <kind>', 'import: kind of the file, where its content does not tell; show: json-schema')
    .option('--reason <text>', 'learn, import: why, for people who find it later')
    .option('--collector <url>', 'inward address of the collector', 'http://127.0.0.1:4318')
    .option('--token <text>', 'bearer token of the collector (PLIMSOLL_RECEIVE_TOKEN)')
    .option('--json', 'print as JSON')
}

/** Why, when nobody said. */
const unsaid = 'asked for on the command line'

type Text = (name: string) => string
type Action = (asked: Asked, target: string, text: Text, everyDay: boolean) => Promise<{ readonly json: unknown; readonly shown: () => string }>

const actions = new Map<string, Action>([
  ['learn', learn],
  ['list', list],
  ['show', show],
  ['use', use],
  ['import', importFile],
])

async function run({ arguments: [action = '', target = ''], options, terminal }: CommandInput): Promise<number> {
  const act = actions.get(action)
  if (!act) throw new Failure('CONFIG', `baseline ${action}: say learn, list, show, use or import`)
  const text: Text = name => (typeof options[name] === 'string' ? options[name] : '')
  const asked = { collector: text('collector'), token: text('token') || (terminal.env['PLIMSOLL_RECEIVE_TOKEN'] ?? ''), stop: terminal.stop }
  const { json, shown } = await act(asked, target, text, options['everyDay'] === true)
  terminal.out(options['json'] ? `${JSON.stringify(json)}\n` : shown())
  return exitCodes.done
}

async function learn(asked: Asked, file: string, text: Text, everyDay: boolean) {
  if (text('model') === '') throw new Failure('CONFIG', 'baseline learn: say which with --model')
  const learned = await ask<LearnedEntry>(
    asked,
    ...(file !== '' ? await fileRequest(file, text) : text('weeks') !== '' ? seasonRequest(text, everyDay) : windowRequest(text)),
  )
  return { json: learned, shown: () => learnedText('Learned', learned) }
}

async function use(asked: Asked, hash: string) {
  if (hash === '') throw new Failure('CONFIG', 'baseline use: name a hash, or the beginning of one; plimsoll baseline list prints them')
  const used = await ask<LearnedEntry>(asked, `${paths.baselines}/${encodeURIComponent(hash)}/use`, { method: 'PUT' })
  return { json: used, shown: () => learnedText('In use:', used) }
}

/** A document of ours goes back to the baseline that it was; any other file tells of the columns of a model. */
async function importFile(asked: Asked, file: string, text: Text) {
  if (file === '') throw new Failure('CONFIG', "baseline import: name another tool's file, or a baseline as show --json printed it and you edited it")
  const edited = text('format') === '' ? await editedDocument(file) : null
  if (edited === null && text('model') === '') throw new Failure('CONFIG', 'baseline import: say which model with --model')
  const reason = text('reason') || (edited === null ? `imported from ${basename(file)}` : 'edited by hand')
  const learned =
    edited === null
      ? await ask<LearnedEntry>(asked, ...(await fileRequest(file, text, reason)))
      : await ask<LearnedEntry>(asked, `${paths.baselines}/${encodeURIComponent(edited.hash)}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ columns: edited.columns, reason }),
        })
  return { json: learned, shown: () => learnedText('Imported', learned) }
}

function windowRequest(text: Text): [string, RequestInit] {
  if (text('from') === '' || text('to') === '')
    throw new Failure('CONFIG', 'baseline learn: name a file, a window with --from and --to, or the same hours of the last weeks with --weeks')
  return posted(text, { from: text('from'), to: text('to') })
}

/** What is left out has the default that the collector states. */
function seasonRequest(text: Text, everyDay: boolean): [string, RequestInit] {
  const counts = (['weeks', 'hoursAround', 'daysMin'] as const).filter(name => text(name) !== '').map(name => [name, Number(text(name))] as const)
  const timeZone = text('timeZone') === '' ? {} : { timeZone: text('timeZone') }
  return posted(text, { ...Object.fromEntries(counts), ...timeZone, ...(everyDay ? { sameWeekday: false } : {}) })
}

function posted(text: Text, asked: Readonly<Record<string, unknown>>): [string, RequestInit] {
  const body = { model: text('model'), version: text('modelVersion'), ...asked, reason: text('reason') || unsaid }
  return [paths.baselines, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }]
}

async function fileRequest(file: string, text: Text, reason = text('reason') || unsaid): Promise<[string, RequestInit]> {
  const query = new URLSearchParams({ model: text('model'), version: text('modelVersion'), file: basename(file), reason })
  for (const name of ['time', 'format']) if (text(name) !== '') query.set(name, text(name))
  return [`${paths.baselines}?${query.toString()}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: await opened(file) }]
}

async function opened(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch (cause) {
    throw new Failure('BAD_REQUEST', `${file} cannot be read; does it exist, and is it a file?`, { cause })
  }
}

async function list(asked: Asked, _: string, text: Text) {
  const query = new URLSearchParams({ limit: '1000' })
  if (text('model') !== '') query.set('model', text('model'))
  if (text('modelVersion') !== '') query.set('version', text('modelVersion'))
  const answer = await ask<Parameters<typeof listTable>[0]>(asked, `${paths.baselines}?${query.toString()}`)
  return { json: answer, shown: () => listTable(answer) }
}

async function show(asked: Asked, hash: string, text: Text) {
  if (hash === '') throw new Failure('CONFIG', 'baseline show: name a hash, or the beginning of one; plimsoll baseline list prints them')
  const baseline = await ask<Shown>(asked, `${paths.baselines}/${encodeURIComponent(hash)}`)
  if (text('format') === '') return { json: baseline, shown: () => showTable(baseline) }
  if (text('format') !== 'json-schema') throw new Failure('CONFIG', `baseline show --format ${text('format')}: json-schema is the only other form`)
  const schema = jsonSchemaOf(baseline)
  return { json: schema, shown: () => `${JSON.stringify(schema, null, 2)}\n` }
}

export default defineCommand({
  name: 'baseline',
  summary: 'Learns, lists, shows, uses and imports baselines: what is normal for a model version',
  examples: [
    'plimsoll baseline learn training.csv --model churn --model-version 3 --time at',
    'plimsoll baseline learn --model churn --model-version 3 --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z',
    'plimsoll baseline learn --model churn --model-version 3 --weeks 4 --time-zone Europe/Berlin',
    'plimsoll baseline list --model churn',
    'plimsoll baseline import statistics.json --model churn --model-version 3',
    'plimsoll baseline show 3f2a --json > baseline.json   (edit its constraints)   plimsoll baseline import baseline.json',
  ],
  next: 'plimsoll baseline show HASH prints what was learned; with --json, all of it.',
  configure,
  run,
})
