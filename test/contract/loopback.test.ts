import { expect, it } from 'vitest'
import { isLoopback } from '../../contract/index.ts'

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['LOCALHOST', true],
  ['0.0.0.0', false],
  ['::', false],
  ['', false],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
])('%s is of this machine alone: %s', (host, loopback) => expect(isLoopback(host)).toBe(loopback))
