import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { type Address, Failure, type Resolve } from '../../contract/index.ts'

/** As this machine resolves names. */
export const systemResolve: Resolve = async host => (await lookup(host, { all: true, verbatim: true })) as Address[]

/** Ranges that a user may open with `allowPrivate`: where targets inside a cluster, a company or this machine live. */
const privateRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])

/**
 * May this address be called? Only public ones, and private ones where allowed. Never link-local (cloud metadata), unspecified,
 * multicast or reserved ones, nor those that hide another address in a tunnel (6to4, Teredo, NAT64). An IPv4 address written as IPv6 is judged as what it is.
 */
export function isAllowed(address: string, allowPrivate: boolean): boolean {
  if (!ipaddr.isValid(address)) return false
  const range = ipaddr.process(address).range()
  return range === 'unicast' ? !isCompatible(address) : allowPrivate && privateRanges.has(range)
}

/** `::127.0.0.1`, the deprecated form, which counts as public although some stacks connect it to the inner address. */
const isCompatible = (address: string): boolean => {
  const parsed = ipaddr.parse(address)
  return parsed.kind() === 'ipv6' && (parsed as ipaddr.IPv6).parts.slice(0, 6).every(part => part === 0)
}

const hostOf = (target: URL): string => target.hostname.replace(/^\[(.*)\]$/, '$1')

/**
 * The address that a target names without asking anybody: written out, or `localhost` (RFC 6761, section 6.3). Null for other names.
 */
export function literalAddress(target: URL): string | null {
  const host = hostOf(target)
  if (ipaddr.isValid(host)) return host
  return /^(.+\.)?localhost\.?$/i.test(host) ? '127.0.0.1' : null
}

/**
 * Addresses to connect to, each of them checked: one bad one refuses the target, because a name that points both ways is an attack or a mistake.
 * Asked once; the connection must go to what was checked, not to what the name says a moment later.
 *
 * @throws Failure BAD_REQUEST when the target must not be called, UPSTREAM_DOWN when the name is unknown
 */
export async function checkedAddresses(target: URL, allowPrivate: boolean, resolve: Resolve): Promise<readonly Address[]> {
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new Failure('BAD_REQUEST', `${target.protocol} is not http: or https:`)
  const host = hostOf(target)
  const addresses = ipaddr.isValid(host) ? [{ address: host, family: host.includes(':') ? 6 : 4 } as const] : await resolved(host, resolve)
  const bad = addresses.find(({ address }) => !isAllowed(address, allowPrivate))
  if (bad)
    throw new Failure(
      'BAD_REQUEST',
      `${host} is the address ${bad.address}, which must not be called${allowPrivate ? '' : '; allowPrivate opens private ones'}`,
    )
  return addresses
}

async function resolved(host: string, resolve: Resolve): Promise<readonly Address[]> {
  try {
    const addresses = await resolve(host)
    if (addresses.length > 0) return addresses
  } catch (cause) {
    throw new Failure('UPSTREAM_DOWN', `The name ${host} was not resolved`, { cause })
  }
  throw new Failure('UPSTREAM_DOWN', `The name ${host} has no address`)
}
