import { Command as Program } from 'commander'
import agent from '../agent.ts'
import { collectorFlags } from '../config/collector-flags.ts'
import type { Flags } from './list.ts'

/** Flags by the setting that they set. Those of the agent are called as their setting is; --config sets none. */
export function settingFlags(): Flags {
  const program = new Program()
  agent.configure(program)
  const ofAgent = program.options.filter(option => option.long !== '--config').map(option => [`agent.${option.attributeName()}`, option.long ?? ''] as const)
  return new Map([...ofAgent, ...Object.entries(collectorFlags)])
}
