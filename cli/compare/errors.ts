import { Failure, type NumericSummary } from '../../contract/index.ts'
import { absentBits } from '../../detectors/summaries/absent.ts'
import { positiveDefault } from '../../detectors/summaries/labelled-select.ts'
import { numericFromArray } from '../../detectors/summaries/numeric.ts'
import { numericOfRows } from '../../detectors/summaries/rows-select.ts'
import type { Part } from '../backtest/segments.ts'
import type { LoadedTables } from './loaded-tables.ts'
import type { Named } from './named.ts'
import { readNumbers } from './numbers.ts'
import type { PlannedColumn } from './plan.ts'
import type { ComparedColumn } from './sides.ts'

/** A label of more different numbers is a quantity, not a class. */
const classesMax = 20

/** A number that was predicted, and what came true. */
interface Predicted {
  readonly prediction: PlannedColumn
  readonly label: PlannedColumn
}

/**
 * The predicted number and its truth, where the label is a quantity.
 *
 * @throws Failure CONFIG when a score, which speaks of a class, is named beside it
 */
export async function predictedNumber({ engine, reference, columns }: LoadedTables, { outputs }: Named): Promise<Predicted | null> {
  const named = (name: string | null): PlannedColumn | undefined => columns.find(column => column.name === name)
  const [label, score, prediction] = [named(outputs.label), named(outputs.score), named(outputs.prediction)]
  if (label?.type !== 'numeric' || outputs.positive !== positiveDefault) return null
  const values = await valuesOf(engine, reference, label)
  if (values <= classesMax) return null
  if (score)
    throw new Failure(
      'CONFIG',
      `--score ${score.name}: a score says how likely a class is, but ${label.name} holds ${values} different numbers; name the predicted number by --prediction`,
    )
  return prediction?.type === 'numeric' ? { prediction, label } : null
}

const errorName = ({ prediction, label }: Predicted): string => `${prediction.name} − ${label.name}`

async function valuesOf(engine: LoadedTables['engine'], table: string, { physical }: PlannedColumn): Promise<number> {
  const [found] = await engine.read<{ values: number }>(`SELECT toFloat64(uniqIf(${physical}, NOT isNaN(${physical}))) values FROM ${table}`)
  return found?.values ?? 0
}

/** How far predicted numbers were off, row by row, as a column: its mean is the bias, its spread the usual error. */
export const errorColumn = (predicted: Predicted): PlannedColumn => ({
  ...predicted.prediction,
  name: errorName(predicted),
  physical: 'error',
  role: 'output',
  presenceOnly: false,
})

/** Errors of all rows and of each segment. A row without either number has none. */
export async function readErrors(tables: LoadedTables, parts: readonly Part[], predicted: Predicted): Promise<ComparedColumn[]> {
  const column = errorColumn(predicted)
  const found: ComparedColumn[] = []
  for (const part of parts) {
    const [reference, current] = [await errorsOf(tables, tables.reference, { part, predicted }), await errorsOf(tables, tables.current, { part, predicted })]
    found.push({ name: column.name, type: 'numeric', role: column.role, presenceOnly: false, segment: part.segment, reference, current })
  }
  return found
}

async function errorsOf(
  { engine, folder, weighted }: LoadedTables,
  table: string,
  { part: { where, params }, predicted }: { readonly part: Part; readonly predicted: Predicted },
): Promise<NumericSummary> {
  const [a, b] = [predicted.prediction.physical, predicted.label.physical]
  const error = `if(isNaN(${a}) OR isNaN(${b}), reinterpretAsFloat64(toUInt64(${absentBits.missing})), ${a} - ${b})`
  const request = { table: `(SELECT *, ${error} error FROM ${table} WHERE (${where}))`, columns: [errorColumn(predicted)], weighted, span: null, segment: null }
  const [line] = await readNumbers(engine, folder, request, params)
  return line ? numericOfRows(line) : numericFromArray([])
}
