import { type Static, Type } from 'typebox'
import { hostsSetting, tokenSetting, wholeSetting } from '../../contract/index.ts'

export const ReadSettings = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on; anything but loopback needs a token' }),
    port: wholeSetting('Port of the API and of metrics; 0 picks a free one', 9464, 0, 65_535),
    token: tokenSetting('readers'),
    hosts: hostsSetting(),
    publicUrl: Type.String({
      default: '',
      maxLength: 2048,
      pattern: '^$|^https?://[^\\s/?#@]+(/[^\\s?#]*)?$',
      description: 'Where people reach this API, as https://plimsoll.example.org: alerts link to it; empty for the address that is listened on',
    }),
    itemsMax: wholeSetting('Most items of one page of a list', 1_000, 1, 100_000),
    seriesMax: wholeSetting('Series shown as metrics, worst first; the others are counted', 2_000, 0, 1_000_000),
    metricsEveryMs: wholeSetting('Metrics that are read from the store are at most this old, milliseconds', 5_000, 0, 3_600_000),
    retiredAfterMs: wholeSetting('Versions that were not judged for as long have no metrics, milliseconds', 7 * 86_400_000, 60_000, 365 * 86_400_000),
  },
  { additionalProperties: false },
)
export type ReadSettings = Static<typeof ReadSettings>
