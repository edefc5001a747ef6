import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

/** Hours from UTC in winter, by state; the others keep Eastern time. A state with two clocks counts with its larger part. */
const states: readonly (readonly [number, string])[] = [
  [-10, 'HI'],
  [-9, 'AK'],
  [-8, 'CA NV OR WA'],
  [-7, 'AZ CO ID MT NM UT WY'],
  [-6, 'AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI'],
  [-4, 'PR VI'],
]

/** Airports by hours from UTC, Eastern time left out, from the table of airports of vega-datasets. */
export function airportClocks(file: string, flown: ReadonlySet<string>): Record<string, string[]> {
  const hoursOf = new Map(states.flatMap(([hours, names]) => names.split(' ').map(name => [name, hours] as const)))
  const airports = parse(readFileSync(file, 'utf8'), { columns: true }) as { iata: string; state: string }[]
  const known = airports.filter(({ iata, state }) => flown.has(iata) && hoursOf.has(state))
  return Object.fromEntries(
    Object.entries(Object.groupBy(known, ({ state }) => String(hoursOf.get(state)))).map(([hours, group = []]) => [
      hours,
      group.map(({ iata }) => iata).sort(),
    ]),
  )
}
