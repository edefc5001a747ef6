/** A value that may be bound to a `{name:Type}` of a statement. */
export type Param = string | number | bigint | boolean | null | Date | readonly Param[]
export type Params = Readonly<Record<string, Param>>

export interface ReadLimits {
  readonly seconds: number
  readonly rowsMax: number
  readonly memoryBytesMax: number
}

/**
 * One column of a block. `type` as ClickHouse spells it. Values, one a row: typed arrays are taken as they are (so bits of NaN survive), others converted.
 * UUID: texts, or 16 bytes a row in the order of the text. UInt128: bigints, or 16 little-endian bytes a row. DateTime64(n): bigints of 10^-n seconds.
 * LowCardinality(String): texts, or codes into `dictionary`. Map: a Map or pairs a row.
 */
export interface BlockColumn {
  readonly name: string
  readonly type: string
  readonly values: ArrayLike<unknown>
  /** Only beside codes of a LowCardinality(String). */
  readonly dictionary?: readonly string[]
}

export interface Block {
  readonly rows: number
  readonly columns: readonly BlockColumn[]
}

export interface InsertOptions {
  /** The same token twice is stored once, within the table's last 10,000 inserts. Without it identical blocks are all stored. */
  readonly token?: string
}

/**
 * The database, embedded or a server: one code path. Whoever opens it closes it. Statements carry no FORMAT; a read may end with a SETTINGS clause.
 * Every method throws Failure: TOO_LARGE for a read beyond its limits, STORE_FULL, STORE_UNAVAILABLE, OVERLOADED when too many wait, SHUTTING_DOWN
 * after `close`, BUG for a statement that the engine does not understand. After any of them the engine goes on.
 */
export interface Engine {
  /** Rows of one SELECT, 64-bit integers as text, NaN as null. Values are bound, limits written into the statement; two run at once. */
  read<Row>(sql: string, params?: Params, limits?: Partial<ReadLimits>): Promise<Row[]>
  /** DDL or INSERT … SELECT, on the one writer, in order. */
  write(sql: string, params?: Params): Promise<void>
  /** Appends one Native block, on a lane of its own so that it never waits for `write` or `read`. Durable once resolved; not atomic across partitions. */
  insert(table: string, block: Block, options?: InsertOptions): Promise<void>
  close(): Promise<void>
}
