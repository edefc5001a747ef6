import { type ModelSchema, rowTable, tables } from '../../contract/index.ts'
import { absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import type { Engine } from './engine.ts'

/** Numbers of schemas from here on are of files; those of models stay far below. */
const firstNumber = 2 ** 31

/** Labels of a file stand under a model that no sender can name, because NUL is refused. */
const hiddenModel = (number: number): string => `\0file ${number}`

interface Staging {
  /** Loads the file into a fresh table: `ts`, the physical columns, and that of the labels. */
  readonly load: (into: string) => Promise<unknown>
  /** Name of the column that holds the truth as text. */
  readonly label: string
}

/**
 * Lays the rows of a file out as a row table with labels, under a schema of its own, so that everything that summarises rows
 * summarises files. Whoever stages drops it: `dropUpload`.
 */
export async function stageRows(engine: Engine, schema: ModelSchema, { load, label }: Staging): Promise<ModelSchema> {
  const number = await nextNumber(engine)
  const staged = { ...schema, number, label: schema.label ?? '' }
  const upload = `upload_${number}`
  try {
    await load(upload)
    await engine.write(
      `CREATE OR REPLACE TABLE ${rowTable(staged)} ENGINE = MergeTree ORDER BY ts AS SELECT generateUUIDv4() id, toUInt32(0) row, now64(3, 'UTC') received, * FROM ${upload}`,
    )
  } finally {
    await engine.write(`DROP TABLE IF EXISTS ${upload} SYNC`)
  }
  await engine.write(
    `INSERT INTO ${tables.labels} (model, label, id, row, ts, text, number, known_at, received)
    SELECT {model:String}, {label:String}, id, row, ts, ${label}, ifNull(toFloat64OrNull(${label}), nan), now64(3, 'UTC'), now64(3, 'UTC')
    FROM ${rowTable(staged)} WHERE ${label} != ${textLiteral(absentText.missing)}`,
    { model: hiddenModel(number), label: staged.label },
  )
  return { ...staged, model: hiddenModel(number) }
}

/** Rows and labels of a staged file; its panes stay. */
export async function dropUpload(engine: Engine, staged: ModelSchema): Promise<void> {
  await engine.write(`DROP TABLE IF EXISTS ${rowTable(staged)} SYNC`)
  await engine.write(`DELETE FROM ${tables.labels} WHERE model = {model:String}`, { model: hiddenModel(staged.number) })
}

async function nextNumber(engine: Engine): Promise<number> {
  const [row] = await engine.read<{ used: number }>(`SELECT max(schema) used FROM ${tables.panes} WHERE schema >= ${firstNumber}`)
  return Math.max(firstNumber, (row?.used ?? 0) + 1)
}
