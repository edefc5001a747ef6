import { Failure, type Inference, limits } from '../contract/index.ts'

/**
 * Holds an inference, or a part of it, to what the collector takes; asked before columns are made, because a short text can ask for many.
 *
 * @throws Failure BAD_REQUEST without a row; TOO_LARGE over 100,000 rows, 10,000 columns, or 524,288 values of both together
 */
export function checkSize(rows: number, columns: number): void {
  if (rows === 0) throw new Failure('BAD_REQUEST', 'There is no row.')
  if (rows > limits.rowsMax) throw new Failure('TOO_LARGE', `There are more than ${limits.rowsMax} rows.`)
  if (columns > limits.columnsMax) throw new Failure('TOO_LARGE', `There are more than ${limits.columnsMax} columns.`)
  if (rows * columns > limits.cellsMax) throw new Failure('TOO_LARGE', `There are more than ${limits.cellsMax} values.`)
}

/**
 * Holds a whole inference to what the collector takes, so that what it would refuse is counted here and not sent.
 *
 * @throws Failure as `checkSize`; TOO_LARGE for a name over 256 characters or an entity id over 512, BAD_REQUEST for NUL in either, and for
 *   no column at all unless the call failed
 */
export function checkInference(inference: Inference): void {
  const { model, version, inputs, outputs, entityIds } = inference
  const columns = inputs.size + outputs.size
  checkSize(inference.batchSize, columns)
  if (columns === 0 && inference.error === null) throw new Failure('BAD_REQUEST', 'There is no column.')
  for (const name of [model, version, ...inputs.keys(), ...outputs.keys()]) checkText(name, limits.nameCharactersMax)
  for (const id of entityIds) checkText(id, limits.idCharactersMax)
}

function checkText(text: string, charactersMax: number): void {
  if (text.length > charactersMax) throw new Failure('TOO_LARGE', `A name or id has more than ${charactersMax} characters.`)
  if (text.includes('\0')) throw new Failure('BAD_REQUEST', 'A name or id holds a NUL character.')
}
