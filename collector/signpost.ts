import { paths } from '../contract/index.ts'

/** The two ports, and the setting that says which number each has. */
const doors = { inward: { setting: 'receive.port', usual: 4318 }, outward: { setting: 'read.port', usual: 9464 } } as const
type DoorName = keyof typeof doors

/** Paths by the port that serves them. What is declared of a model is put at the inward one, what is known of it is got at the outward one. */
const served: Record<DoorName, readonly string[]> = {
  inward: [paths.logs, paths.labels, paths.baselines],
  outward: [paths.models, paths.signals, paths.alerts, paths.detectors, paths.rows, paths.openapi, paths.metrics],
}

/** One sentence for who asks a port for what the other serves; undefined for what nobody serves. */
export function signpost(here: DoorName, { method, path }: { readonly method: string; readonly path: string }): string | undefined {
  const there: DoorName = here === 'inward' ? 'outward' : 'inward'
  const elsewhere = method === 'PUT' ? there === 'inward' && isUnder(path, [paths.models]) : isUnder(path, served[there])
  if (!elsewhere) return undefined
  const { setting, usual } = doors[there]
  return `No route ${method} ${path} here: this is the ${here} port; ask the ${there} one (${setting}, ${usual} unless configured)`
}

const isUnder = (path: string, prefixes: readonly string[]): boolean => prefixes.some(prefix => path === prefix || path.startsWith(`${prefix}/`))
