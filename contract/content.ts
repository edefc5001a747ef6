/** What a column holds, in the words of people. It decides what of the column can be judged; its type says how it is stored. */
export const columnContents = ['numeric', 'integer', 'categorical', 'boolean', 'text', 'timestamp', 'identifier', 'embedding', 'ignore'] as const
export type ColumnContent = (typeof columnContents)[number]

const stored = new Map<string, 'numeric' | 'category'>([
  ['numeric', 'numeric'],
  ['integer', 'numeric'],
  ['category', 'category'],
  ['categorical', 'category'],
  ['text', 'category'],
])

/** How a declared content is stored; undefined where numbers and texts will do, as with dates, flags and identifiers. */
export const storedAs = (content: string): 'numeric' | 'category' | undefined => stored.get(content)

const singular = new Set<ColumnContent>(['identifier', 'timestamp', 'text', 'embedding', 'ignore'])

/** Hardly any value of such a column comes twice: only whether one is there can be held against a baseline, never which. */
export const hardlyRepeats = (content: ColumnContent): boolean => singular.has(content)
