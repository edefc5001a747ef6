import { hourMs } from '../../../contract/index.ts'
import type { StoredSignal } from '../../store/store.ts'
import type { Fact } from '../facts.ts'
import type { TickParts } from '../post.ts'
import { labelledFacts, segmentFacts, wholeFacts } from '../refresh.ts'
import type { Span } from '../schedule.ts'
import type { SequentialPlan } from '../sequential/plan.ts'
import { advance, rewind } from '../sequential/progress.ts'
import { changeReading } from '../sequential/reading.ts'
import { foldSequences, stepsOf, tallyIn, type WatchedSequence } from '../sequential/sequences.ts'
import { sliceMs } from '../series.ts'
import type { Watched } from '../watched.ts'
import { type Again, windowOf } from './again.ts'

/** A signal of a detector that needs order: folded again from the last state before its window. A text says what is gone. */
export async function sequenceAgain({ engine }: TickParts, watched: Watched, signal: StoredSignal): Promise<Again | string> {
  const sequence = watched.sequences.find(({ plan }) => plan.series.key === signal.series)
  if (!sequence?.progress) return `the detector ${signal.detector} of watch.sequential`
  const window = windowOf(signal)
  const { plan, track } = sequence
  const before = rewind(sequence.progress, window.fromMs)
  if (!before) return 'the state before the window'
  await readInto(engine, watched, sequence, { fromMs: before.head.atMs, toMs: window.toMs })
  const folded = advance(plan, before, span => stepsOf(sequence, span), window.toMs)
  const reading = changeReading(plan, folded, { window, tally: tallyIn(track, window) })
  return reading ? { reading, source: 'panes' } : 'panes of the window'
}

async function readInto(engine: TickParts['engine'], { sources }: Watched, sequence: WatchedSequence, span: Span): Promise<void> {
  const facts: Fact[] = []
  for (const source of sources) facts.push(...(await read(sequence.plan, engine, { source, span })))
  foldSequences([sequence], facts)
}

function read(
  { kind }: SequentialPlan,
  engine: TickParts['engine'],
  { source, span }: { readonly source: Watched['sources'][number]; readonly span: Span },
): Promise<Fact[]> {
  if (kind === 'labelled') return labelledFacts(engine, source, { spans: [span], whole: hourMs })
  return kind === 'segments' ? segmentFacts(engine, source, { spans: [span], whole: hourMs }) : wholeFacts(engine, source, { spans: [span], whole: sliceMs })
}
