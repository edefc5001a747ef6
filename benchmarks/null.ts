import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runNull, type Size } from './null/experiment.ts'
import { openPool } from './null/pool.ts'
import { reportOf } from './null/report.ts'
import { readRules } from './null/rules.ts'

/** `npm run bench:null`: is the false-alarm budget kept on streams with nothing to find, what do other rules do there, and who finds changes, how soon? */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    streams: { type: 'string' },
    months: { type: 'string' },
    'months-at-ten': { type: 'string' },
    flights: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const usage = `npm run bench:null -- [--quick] [--streams N] [--months N] [--months-at-ten N] [--flights N] [--json FILE]

  --quick          a few streams, one month of two natures: under a minute
  --streams        streams for each cell of the detection tables (200)
  --months         months watched of each of seven natures at budget 1 (14: a hundred months and more in all)
  --months-at-ten  the same at budget 10 (1)
  --flights        models of real flights, each watched on 3 days its baseline does not have (40)
  --json           also write everything to a file

Exit code 3 when a budget is broken or a cell is worse than the calibration law prints.
`

const whole = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${text} is not a whole number`)
  return value
}

const size: Size = {
  streams: whole(values.streams, values.quick ? 3 : 200),
  months: whole(values.months, values.quick ? 1 : 14),
  monthsAtTen: whole(values['months-at-ten'], values.quick ? 0 : 1),
  flights: whole(values.flights, values.quick ? 0 : 40),
  ...(values.quick ? { natures: ['iid', 'seasonal'] } : {}),
}

if (values.help) process.stdout.write(usage)
else process.exitCode = await run()

async function run(): Promise<number> {
  const rules = await readRules()
  const pool = await openPool()
  try {
    const outcome = await runNull(pool, rules, size, progress)
    console.log(reportOf(outcome, rules))
    if (values.json) writeFileSync(values.json, `${JSON.stringify(outcome)}\n`)
    const kept = outcome.nulls.every(({ perMonth, budget }) => perMonth <= budget)
    return kept && outcome.cells.every(({ ok }) => ok) ? 0 : 3
  } finally {
    pool.close()
  }
}

function progress(what: string, done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}: ${done} of ${all}${done === all ? '\n' : ''}`)
}
