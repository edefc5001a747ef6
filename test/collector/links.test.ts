import { hostname } from 'node:os'
import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import { linksOf } from '../../collector/links.ts'
import { ReadSettings } from '../../collector/read/settings.ts'

it.each([
  { host: '127.0.0.1', base: 'http://127.0.0.1:9464' },
  { host: 'monitor.example.org', base: 'http://monitor.example.org:9464' },
  { host: '::1', base: 'http://[::1]:9464' },
  { host: '[::1]', base: 'http://[::1]:9464' },
  { host: '0.0.0.0', base: `http://${hostname()}:9464` },
  { host: '::', base: `http://${hostname()}:9464` },
  { host: '0.0.0.0', hosts: ['10.0.0.7', 'monitor'], base: 'http://10.0.0.7:9464' },
  { host: '0.0.0.0', hosts: ['10.0.0.7'], publicUrl: 'https://example.org/plimsoll/', base: 'https://example.org/plimsoll' },
])('listening on $host ($hosts, "$publicUrl") an alert links to $base', ({ host, hosts = [], publicUrl = '', base }) => {
  const links = linksOf({ host, hosts, publicUrl }, 9464)
  expect(links).toEqual({ alert: `${base}/api/v1/alerts/{id}`, model: `${base}/api/v1/models/{model}` })
  for (const link of Object.values(links)) expect(() => new URL(link)).not.toThrow()
})

it.each([
  ['', true],
  ['https://plimsoll.example.org', true],
  ['http://[::1]:9464/x', true],
  ['plimsoll.example.org', false],
  ['javascript:alert(1)', false],
  ['https://user:secret@example.org', false],
  ['https://example.org/?x', false],
])('"%s" is an address that people reach: %s', (publicUrl, good) => expect(Value.Check(ReadSettings.properties.publicUrl, publicUrl)).toBe(good))
