import type { FlightInputs } from '../../examples/model-server/features.ts'
import type { FlightModel } from '../../examples/model-server/model.ts'
import type { Inputs } from './traffic.ts'

/** The score of every row, as the model server answers it while nothing is wrong. */
export const scoreRows = (model: FlightModel, inputs: Inputs): number[] =>
  inputs.origin.map((origin, row) => {
    const flight: FlightInputs = {
      origin,
      scheduledHour: inputs.scheduled_hour[row] ?? null,
      weekday: inputs.weekday[row] ?? null,
      distance: inputs.distance[row] ?? null,
      destinationDelays: inputs.destination_delays[row] ?? null,
      destination: inputs.destination[row] ?? null,
    }
    return model.score(flight)
  })
