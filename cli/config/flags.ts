import type { SettingSource } from '../../contract/index.ts'

/**
 * Flags as a source of settings: `{ 'agent.listen': '127.0.0.1:9000' }` sets `agent.listen`. Undefined flags are left out.
 *
 * @param spelled  flags that people type otherwise than their setting is called, by path
 */
export function flagSource(flags: Readonly<Record<string, unknown>>, spelled: Readonly<Record<string, string>> = {}): SettingSource {
  const value: Record<string, unknown> = {}
  for (const [path, given] of Object.entries(flags)) {
    if (given !== undefined) set(value, path.split('.'), given)
  }
  return { value, where: path => spelled[path.join('.')] ?? `--${(path.at(-1) ?? '').replace(/[A-Z]/g, '-$&').toLowerCase()}` }
}

function set(tree: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const inner = (tree[key] ?? {}) as Record<string, unknown>
  tree[key] = inner
  set(inner, rest, value)
}
