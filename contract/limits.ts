/** Bounds that several rooms share, each once: what one sends, the next takes. */
export const limits = {
  /** Name of a model, version, column, segment or label. */
  nameCharactersMax: 256,
  /** Id of an inference or entity. */
  idCharactersMax: 512,
  /** Rows of one inference. */
  rowsMax: 100_000,
  /** Columns of one inference; also entries of any map that is sent. */
  columnsMax: 10_000,
  /** Numbers of a vector that is a value of its own; what is longer is no embedding but an image or a sound. */
  vectorNumbersMax: 4_096,
  /** Values of one inference: 4 MiB of doubles. */
  cellsMax: 524_288,
} as const
