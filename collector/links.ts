import { hostname } from 'node:os'
import { paths } from '../contract/index.ts'
import type { ReadSettings } from './read/settings.ts'

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]'])

/**
 * Where people find an alert and its model, as patterns. Under `publicUrl` where it is set; else under the address that is listened on. "Every
 * address" is none that others could follow, so the first of the further names stands for it, or the name of this machine.
 *
 * @param port  that is really listened on
 */
export function linksOf({ host, hosts, publicUrl }: Pick<ReadSettings, 'host' | 'hosts' | 'publicUrl'>, port: number): Record<string, string> {
  const name = everywhere.has(host) ? (hosts[0] ?? hostname()) : host
  const base = publicUrl === '' ? `http://${bracketed(name)}:${port}` : publicUrl.replace(/\/+$/, '')
  return { alert: `${base}${paths.alerts}/{id}`, model: `${base}${paths.models}/{model}` }
}

/** An IPv6 address as a URL writes it. */
const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)
