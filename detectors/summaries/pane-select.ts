import { type Column, tables } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from './absent.ts'
import { cellSql, type Grid } from './cell.ts'
import { columnName, type PaneRequest, paneParams, paneSource, segmentColumns, summarised, weightColumns } from './pane-source.ts'
import { runLengths, runSums } from './run-lengths.ts'
import type { Statement } from './statement.ts'
import { valueSql } from './value-sql.ts'

const written = 'schema, grid, step, seg, val, col, p, ver, n, nulls, nans, bad, pinf, ninf, w, w2, z, wz, lo, hi, bin, key, cnt, wcnt, uniq, kmv'

/** Values of a category that a pane lists; of more, only the most frequent (ties by hash). */
const listedMax = 1000
/** Smallest hashes kept of a pane over that, from which distinct values of merged panes are estimated. */
const smallestMax = 512

const noGrid: Grid = { center: 0, scale: 1 }
const noCells = `[]::Array(Int16) bin`
const noKeys = `[]::Array(UInt64) key`

const numericTuple =
  (grids: PaneRequest['grids']) =>
  (column: Column, index: number): string => {
    const { center, scale } = grids.get(column.physical) ?? noGrid
    return `(toUInt16(${index + 1}), toFloat64(${valueSql(column)}), toFloat64(${center}), toFloat64(${scale}))`
  }

/** Cells of a pane, sorted; with weights each is packed with its weight, so that one sort serves both. */
const sortedCells = (weighted: boolean): string =>
  weighted
    ? `arraySort(groupArrayIf(bitOr(bitShiftLeft(toUInt64(${cellSql('z')} + 32768), 32), reinterpretAsUInt32(toFloat32(weight))), NOT isNaN(x))) packed,
      arrayMap(v -> toInt16(toInt32(bitShiftRight(v, 32)) - 32768), packed) bins, arrayCumSum(arrayMap(v -> toFloat64(reinterpretAsFloat32(toUInt32(v))), packed)) sums,
      [sumIf(weight, isFinite(x)), sumIf(weight * z, isFinite(x)), sumIf(weight * pow(z, 2), isFinite(x)), sumIf(weight * pow(z, 3), isFinite(x)), sumIf(weight * pow(z, 4), isFinite(x))] wz`
    : `arraySort(groupArrayIf(${cellSql('z')}, NOT isNaN(x))) bins, []::Array(Float64) wz`

/** The state of kurtPop is (n, Σz, Σz², Σz³, Σz⁴) as five doubles: one aggregate for all of them. */
function numericSelect(request: PaneRequest): string {
  const { schema } = request
  const columns = summarised(schema, 'numeric')
  const bits = 'reinterpretAsUInt64(x)'
  const source = paneSource(request, columns.map(numericTuple(request.grids)), 't.1 k, t.2 x, (x - t.3) / t.4 z')
  return `SELECT ${keyColumns(request, columns)}, n, nulls, nans, bad, pinf, ninf, w, w2,
    arrayMap(i -> reinterpretAsFloat64(substring(state, 1 + 8 * i, 8)), range(5)) z, wz, lo, hi, arrayCompact(bins) bin, ${noKeys}, ${runLengths('bins')} cnt,
    ${schema.weighted ? runSums('bins', 'sums') : '[]::Array(Float64)'} wcnt, toUInt64(0) uniq, []::Array(UInt64) kmv
  FROM (SELECT p, k, ${segmentColumns([...request.segments.keys()])}, count() n, ${weightColumns(schema)},
      countIf(${bits} = ${absentBits.missing}) nulls, countIf(isNaN(x)) nans, countIf(${bits} = ${absentBits.wrong}) bad,
      countIf(x = inf) pinf, countIf(x = -inf) ninf, toString(kurtPopStateIf(z, isFinite(x))) state, minIf(x, isFinite(x)) lo, maxIf(x, isFinite(x)) hi, ${sortedCells(schema.weighted)}
    FROM ${source})`
}

/** Hashes of a pane's present values, sorted, and with weights their running sums and total. */
const sortedHashes = (weighted: boolean): string =>
  weighted
    ? `arraySort(groupArrayIf((h, weight), ${present})) pairs, arrayMap(c -> c.1, pairs) hashes, arrayCumSum(arrayMap(c -> c.2, pairs)) sums, [sumIf(weight, ${present})] wz`
    : `arraySort(groupArrayIf(h, ${present})) hashes, []::Array(Float64) wz`

const missing = `cityHash64(${textLiteral(absentText.missing)})`
const wrong = `cityHash64(${textLiteral(absentText.wrong)})`
const present = `h != ${missing} AND h != ${wrong}`

function categorySelect(request: PaneRequest): string {
  const { schema } = request
  const columns = summarised(schema, 'category')
  const source = paneSource(
    request,
    columns.map((column, index) => `(toUInt16(${index + 1}), cityHash64(${valueSql(column)}))`),
    't.1 k, t.2 h',
  )
  const sums = schema.weighted ? runSums('hashes', 'sums') : 'arrayMap(c -> 0., counts)'
  const listed = (index: number) => `arrayMap(c -> c.${index}, top)`
  return `SELECT ${keyColumns(request, columns)}, n, nulls, toUInt64(0) nans, bad, toUInt64(0) pinf, toUInt64(0) ninf, w, w2,
    []::Array(Float64) z, wz, toFloat64(0) lo, toFloat64(0) hi, ${noCells}, ${listed(1)} key, ${listed(2)} cnt, ${schema.weighted ? listed(3) : '[]::Array(Float64)'} wcnt,
    length(keys) uniq, if(many, arraySlice(keys, 1, ${smallestMax}), []) kmv
  FROM (SELECT *, arrayCompact(hashes) keys, ${runLengths('hashes')} counts, ${sums} weights, length(keys) > ${listedMax} many,
      if(many, arraySort(arraySlice(arrayPartialSort(c -> (-toInt64(c.2), c.1), ${listedMax}, arrayZip(keys, counts, weights)), 1, ${listedMax})), arrayZip(keys, counts, weights)) top
    FROM (SELECT p, k, ${segmentColumns([...request.segments.keys()])}, count() n, ${weightColumns(schema)}, countIf(h = ${missing}) nulls, countIf(h = ${wrong}) bad, ${sortedHashes(schema.weighted)}
      FROM ${source}))`
}

const keyColumns = ({ schema, grid, stepSeconds, version }: PaneRequest, columns: readonly Column[]): string =>
  `${schema.number} schema, ${grid} grid, ${stepSeconds} step, seg, val, ${columnName(columns)} col, p, ${version} ver`

/** The panes as a SELECT, in the order of the table: for panes that are read once and not kept. */
export function paneSelect(request: PaneRequest): Statement {
  const parts = [
    ...(summarised(request.schema, 'numeric').length > 0 ? [numericSelect(request)] : []),
    ...(summarised(request.schema, 'category').length > 0 ? [categorySelect(request)] : []),
  ]
  return { sql: parts.map(part => `SELECT ${written} FROM (${part})`).join('\nUNION ALL\n'), params: paneParams(request) }
}

/** One statement for all due panes of a level. Running it twice gives the same counts, cells and ends; sums to 1e-12. */
export function paneInsert(request: PaneRequest): Statement {
  const { sql, params } = paneSelect(request)
  return { sql: `INSERT INTO ${tables.panes} (${written})\n${sql}`, params }
}
