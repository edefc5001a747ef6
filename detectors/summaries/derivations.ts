import { readRegistry } from '../../contract/index.ts'
import type { Derivation } from './define-derivation.ts'

/** Everything that is said of texts and vectors, by its name: a file in the folder is one. */
export const derivations: ReadonlyMap<string, Derivation> = await readRegistry<Derivation>(new URL('./derived/', import.meta.url))
