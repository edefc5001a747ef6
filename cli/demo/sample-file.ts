import { writeFileSync } from 'node:fs'
import type { Fault } from './faults.ts'
import type { Flights } from './flights.ts'
import { inputsOf, slotsOf } from './traffic.ts'

/** Writes what the client sent while a fault lasted as CSV, for `plimsoll compare`. @returns rows */
export function writeSent(file: string, flights: Flights, fault: Fault): number {
  const slots = slotsOf(flights).filter(({ atMs }) => fault.fromMs <= atMs && atMs < fault.toMs)
  const sent = slots.map(slot => inputsOf(flights, slot, [fault]))
  const names = Object.keys(sent[0] ?? {}) as (keyof (typeof sent)[number])[]
  const lines = sent.flatMap(inputs => inputs.origin.map((_, row) => names.map(name => inputs[name][row] ?? '').join()))
  writeFileSync(file, `${[names.join(), ...lines].join('\n')}\n`)
  return lines.length
}
