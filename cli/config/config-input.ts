import type { SettingSource } from '../../contract/index.ts'

/** Where a command's settings come from: file, then environment, then flags; the last one wins. */
export interface ConfigInput {
  /** Path of the file, or undefined for plimsoll.yaml where it is there. */
  readonly file: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** By path: `agent.listen`. */
  readonly flags: Readonly<Record<string, unknown>>
  /** How people type those flags that are not called as their setting is, by path. */
  readonly spelled?: Readonly<Record<string, string>>
  /** Told, in a sentence, of what sets nothing and is no failure. */
  warn(sentence: string): void
  /** Below the file: what other conventions say. */
  readonly fallback?: SettingSource
}
