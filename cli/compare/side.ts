import {
  columnTypes,
  type Engine,
  type FileColumn,
  type FileSource,
  fileContents,
  type InferredContent,
  largeNumbers,
  namedLikeIdentifier,
  namedLikeMoment,
  openFile,
} from '../../collector/store/store.ts'

/** One file, and what its columns hold. */
export interface Side {
  readonly source: FileSource
  readonly columns: readonly FileColumn[]
  readonly contents: ReadonlyMap<string, InferredContent>
}

/** @throws Failure BAD_REQUEST when the file cannot be read as its name says */
export async function openSide(engine: Engine, path: string): Promise<Side> {
  const source = await openFile(engine, path)
  const columns = await columnTypes(engine, source)
  // Numbers are judged as numbers, unless they are named like identifiers or times, or are as large as times, and turn out to be some.
  const large = await largeNumbers(engine, source, columns)
  const texts = columns.filter(({ name, type }) => type === 'category' || large.has(name) || namedLikeIdentifier(name) || namedLikeMoment(name))
  const contents = await fileContents(engine, source, texts)
  return { source, columns, contents: new Map(texts.map(({ name }, index) => [name, contents[index] as InferredContent])) }
}
