import type { TObject } from 'typebox'
import { unknownVariables } from '../../contract/index.ts'
import type { ConfigInput } from './config-input.ts'

/**
 * Variables with our prefix that others read: the launcher, the tests, the example receiver, and those that Kubernetes puts into every
 * pod beside a Service whose name begins with ours (NAME_SERVICE_HOST, NAME_PORT_80_TCP and so on).
 */
const foreign =
  /^PLIMSOLL_(?:FROM$|REEXECUTED$|SKIP_BUILD$|WEBHOOK_SECRET$|TEST_|(?:\w+_)?SERVICE_(?:HOST$|PORT(?:_|$))|(?:\w+_)?PORT_\d+_(?:TCP|UDP|SCTP)|PORT$)/

/** Says which variables of ours set nothing. */
export function warnOfUnknown(schema: TObject, { env, warn }: Pick<ConfigInput, 'env' | 'warn'>): void {
  const ours = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)))
  for (const sentence of unknownVariables(schema, ours)) warn(sentence)
}
