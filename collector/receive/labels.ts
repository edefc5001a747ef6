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

export interface LabelParts {
  readonly committer: Committer
  readonly hints: LabelHints
  readonly metrics: ReceiveMetrics
  readonly clock: Clock
}

/** The answer: how many are stored, what is wrong with the others, of which the first 100 are named, and which of those stored will judge nothing. */
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

async function takeLabels(found: Iterable<Found>, { committer, hints, metrics, clock }: LabelParts): Promise<LabelAnswer> {
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
  const hinted = await hints(labels)
  await committer.storeLabels(labels)
  return { accepted: labels.length, refusedCount, refused, hints: hinted }
}

const admitted = (label: IncomingLabel | Refusal, admission: Admission): IncomingLabel | Refusal =>
  isRefusal(label) ? label : (admission.ofLabel(label) ?? label)
