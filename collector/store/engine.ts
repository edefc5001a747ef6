/** A value that may be bound to a `{name:Type}` of a statement. */
export type Param = string | number | bigint | boolean | null | Date | readonly Param[]
export type Params = Readonly<Record<string, Param>>

export interface ReadLimits {
  readonly seconds: number
  readonly rowsMax: number
  readonly memoryBytesMax: number
}

/** One column of a block. Numbers as typed arrays; UUID, UInt128 and DateTime64(9) as little-endian bytes or bigints (see native.ts). */
export interface BlockColumn {
  readonly name: string
  /** Type as ClickHouse spells it. */
  readonly type: string
  readonly values: ArrayLike<unknown>
}

export interface Block {
  readonly rows: number
  readonly columns: readonly BlockColumn[]
}

/** The database, embedded or a server: one code path. Whoever opens it closes it. All methods throw Failure STORE_UNAVAILABLE or STORE_FULL. */
export interface Engine {
  /** Rows of one SELECT, 64-bit integers as text. Values are bound, limits written into the statement; two run at once. */
  read<Row>(sql: string, params?: Params, limits?: Partial<ReadLimits>): Promise<Row[]>
  /** DDL or INSERT … SELECT, on the one writer, in order. */
  write(sql: string, params?: Params): Promise<void>
  /** Appends one Native block. Durable once resolved. */
  insert(table: string, block: Block): Promise<void>
  close(): Promise<void>
}
