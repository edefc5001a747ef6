/** The time, handed in so that tests and replays have their own. Milliseconds since 1970, UTC. */
export type Clock = () => number
