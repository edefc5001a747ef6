import type { FastifyInstance } from 'fastify'
import { type Clock, paths } from '../../contract/index.ts'
import type { IncomingLabel } from '../store/store.ts'
import { type Admission, newAdmission } from './admission.ts'
import type { Committer } from './commit.ts'
import { type Door, withBody } from './door.ts'
import { type Found, readLabels } from './label-forms.ts'
import type { LabelHints } from './label-hints.ts'
import { toLabel } from './label-item.ts'
import type { ReceiveMetrics } from './receive-metrics.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import type { ReceiveSettings } from './settings.ts'

export interface LabelParts {
  readonly committer: Committer
  readonly hints: LabelHints
  readonly metrics: ReceiveMetrics
  readonly clock: Clock
  readonly settings: Pick<ReceiveSettings, 'aheadMsMax'>
}

/** The answer: how many are stored, what is wrong with the others, of which the first 100 are named, and what of those stored is not as its sender thinks. */
interface LabelAnswer {
  readonly accepted: number
  readonly refusedCount: number
  readonly refused: readonly { readonly index: number; readonly message: string }[]
  readonly hints: readonly string[]
}

const refusedMax = 100

/** POST /api/v1/labels: late truth as JSON, NDJSON or CSV. Answers when the good ones are safe. */
export function addLabels(app: FastifyInstance, door: Door, parts: LabelParts): void {
  app.post(paths.labels, (request, reply) =>
    withBody(request, reply, {
      door,
      work: body => takeLabels(readLabels(body, request.headers['content-type'], door.settings.labelsMax), parts),
      explain: failure => failure.body(),
    }),
  )
}

async function takeLabels(found: Iterable<Found>, parts: LabelParts): Promise<LabelAnswer> {
  const { committer, hints, metrics, clock } = parts
  const receivedNs = BigInt(clock()) * 1_000_000n
  const admission = newAdmission(0n)
  const labels: IncomingLabel[] = []
  const refused: { index: number; message: string }[] = []
  let [index, refusedCount] = [0, 0]
  for (const one of found) {
    const label = isRefusal(one) ? one : admitted(toLabel(one.item, receivedNs), admission)
    if (isRefusal(label)) {
      refusedCount += 1
      if (refused.length < refusedMax) refused.push({ index, message: label.message })
      metrics.refused.inc({ reason: label.reason })
    } else labels.push(label)
    index += 1
  }
  metrics.labels.inc({ outcome: 'refused' }, refusedCount)
  const timed = notAhead(labels, receivedNs, parts)
  const hinted = [...(await hints(labels)), ...timed.hints]
  await committer.storeLabels(timed.labels)
  return { accepted: labels.length, refusedCount, refused, hints: hinted }
}

/** The latest known truth wins: one from the future would stand against every correction until then. As with rows, the time of receipt counts. */
function notAhead(labels: readonly IncomingLabel[], receivedNs: bigint, { settings, metrics }: LabelParts) {
  const latestNs = receivedNs + BigInt(settings.aheadMsMax) * 1_000_000n
  const ahead = labels.filter(label => label.knownAtNs > latestNs).length
  if (ahead === 0) return { labels, hints: [] }
  metrics.ahead.inc(ahead)
  return {
    labels: labels.map(label => (label.knownAtNs > latestNs ? { ...label, knownAtNs: receivedNs } : label)),
    hints: [`${ahead} of ${labels.length} labels say that they become known later than now: the time of receipt stands for it`],
  }
}

const admitted = (label: IncomingLabel | Refusal, admission: Admission): IncomingLabel | Refusal =>
  isRefusal(label) ? label : (admission.ofLabel(label) ?? label)
