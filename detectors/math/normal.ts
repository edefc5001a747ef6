import erfc from '@stdlib/math-base-special-erfc'

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)

/** Upper tail of the standard normal law, P(Z > x), computed as a tail. */
const upperTail = (x: number): number => 0.5 * erfc(x / Math.SQRT2)

const ratio = (top: readonly number[], bottom: readonly number[], x: number): number => horner(top, x) / horner(bottom, x)
const horner = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

const centralTop = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
]
const centralBottom = [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854]
const nearTop = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184,
  0.0007745450142783414,
]
const nearBottom = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
]
const farTop = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5,
  2.0103343992922881e-7,
]
const farBottom = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
]

/**
 * Upper quantile of the standard normal law: the x with P(Z > x) = p.
 *
 * Source: Wichura, Algorithm AS 241 (1988), PPND16; relative error about 1e-16.
 *
 * @param p  in [0, 1]; the ends give ±Infinity
 */
function upperQuantile(p: number): number {
  if (p <= 0) return Infinity
  if (p >= 1) return -Infinity
  const q = 0.5 - p
  if (Math.abs(q) <= 0.425) return q * ratio(centralTop, centralBottom, 0.180625 - q * q)
  const r = Math.sqrt(-Math.log(q < 0 ? 1 - p : p))
  const size = r <= 5 ? ratio(nearTop, nearBottom, r - 1.6) : ratio(farTop, farBottom, r - 5)
  return q < 0 ? -size : size
}

/** The standard normal law. Tails are computed as tails. */
export const normal = { density, upperTail, upperQuantile } as const

/** Of two-sided 95 % intervals: P(|Z| > z95) = 0.05. */
export const z95 = normal.upperQuantile(0.025)
