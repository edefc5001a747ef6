import { type Static, Type } from 'typebox'
import { hostsSetting, tokenSetting, wholeSetting } from '../../contract/index.ts'

export const ReceiveSettings = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on; anything but loopback needs a token' }),
    port: wholeSetting('Port of OTLP/HTTP, labels and models; 0 picks a free one', 4318, 0, 65_535),
    token: tokenSetting('senders'),
    hosts: hostsSetting(),
    bodyBytesMax: wholeSetting('Largest body after decompression, bytes', 2 ** 26, 1024, 2 ** 30),
    recordsMax: wholeSetting('Most log records of one request', 100_000, 1, 1_000_000),
    labelsMax: wholeSetting('Most labels of one request', 100_000, 1, 1_000_000),
    queueBytesMax: wholeSetting('Bodies held in memory until they are stored, bytes; beyond it senders are told to wait', 2 ** 28, 2 ** 20, 2 ** 36),
    groupRowsMax: wholeSetting('Rows after which waiting requests are inserted together', 10_000, 1, 1_000_000),
    groupBytesMax: wholeSetting('Bytes after which waiting requests are inserted together', 2 ** 23, 1024, 2 ** 30),
    lingerMsMax: wholeSetting('Longest wait for further requests before an insert, milliseconds', 100, 0, 10_000),
    repeatsMax: wholeSetting('Batches remembered to know a repeated one without asking the store', 100_000, 1, 10_000_000),
    probeMs: wholeSetting('Time after a start in which every batch is looked up in the store, milliseconds', 600_000, 0, 86_400_000),
    versionsMax: wholeSetting('Most model versions; events of further ones are refused', 1000, 1, 100_000),
    behindMsMax: wholeSetting(
      'How old the event time of a row may be; older rows are refused, milliseconds',
      400 * 86_400_000,
      86_400_000,
      36_500 * 86_400_000,
    ),
    aheadMsMax: wholeSetting(
      'How far the time of an event, or when a label became known, may lie ahead of the clock before the time of receipt counts, milliseconds',
      300_000,
      0,
      86_400_000,
    ),
  },
  { additionalProperties: false },
)
export type ReceiveSettings = Static<typeof ReceiveSettings>
