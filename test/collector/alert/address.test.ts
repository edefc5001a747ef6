import { describe, expect, it } from 'vitest'
import { checkedAddresses, isAllowed } from '../../../collector/alert/address.ts'
import { post } from '../../../collector/alert/http-post.ts'
import type { Address, Resolve } from '../../../contract/index.ts'

const noName: Resolve = async host => {
  throw new Error(`asked for ${host}`)
}
const named =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 }))

// How an inner address can be spelled. All are refused without allowPrivate; those marked `always` with it as well.
const inner = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '0x7f000001',
  '0x7f.0.0.1',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '127.0.0.1.',
  '127.255.255.254',
  '１２７.０.０.１',
  '127。0。0。1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.0.0.1]',
  '10.0.0.1',
  '10.255.255.255',
  '0xa.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.168.257',
  '100.64.0.1',
  '[fc00::1]',
  '[fd12:3456::1]',
]
const always = [
  '0.0.0.0',
  '0',
  '[::]',
  '169.254.169.254',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  '[fe80::1]',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '[ff02::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[::127.0.0.1]',
  '[2001:db8::1]',
]

describe('addresses that must not be called', () => {
  it.each(inner)('%s needs allowPrivate', async host => {
    await expect(checkedAddresses(new URL(`http://${host}/`), false, noName)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(checkedAddresses(new URL(`http://${host}/`), true, noName)).resolves.toHaveLength(1)
  })

  it.each(always)('%s is refused in any case', async host => {
    for (const allowed of [false, true])
      await expect(checkedAddresses(new URL(`http://${host}/`), allowed, noName)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '[2606:4700::1111]', '[::ffff:8.8.8.8]'])('%s is public', async host => {
    await expect(checkedAddresses(new URL(`https://${host}/`), false, noName)).resolves.toHaveLength(1)
  })

  it.each([['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['8.8.8.8', '::1'], ['169.254.169.254']])('a name that points to %s', async (...addresses) => {
    await expect(checkedAddresses(new URL('http://hooks.example./'), false, named(...addresses))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('is no address at all', () => {
    expect(isAllowed('fe80::1%eth0', true)).toBe(false)
    expect(isAllowed('nonsense', true)).toBe(false)
  })

  it.each(['ftp://8.8.8.8/', 'file:///etc/passwd', 'gopher://8.8.8.8/'])('%s is not HTTP', async url => {
    await expect(checkedAddresses(new URL(url), true, noName)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('a name without an address', async () => {
    await expect(checkedAddresses(new URL('http://hooks.example/'), true, named())).rejects.toMatchObject({ code: 'UPSTREAM_DOWN' })
    await expect(checkedAddresses(new URL('http://hooks.example/'), true, noName)).rejects.toMatchObject({ code: 'UPSTREAM_DOWN' })
  })
})

describe('a name that changes its answer', () => {
  it('is asked once, and the connection goes to what was checked', async () => {
    let asked = 0
    // First a documentation-only route that nobody answers, later this machine: a check that asks twice would connect here.
    const rebinding: Resolve = async () => [{ address: asked++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }]
    const answer = await post(
      {
        url: 'http://rebind.example:1/',
        headers: {},
        body: '{}',
        allowPrivate: false,
      },
      { resolve: rebinding, signal: AbortSignal.timeout(300), clock: () => 0 },
    )
    expect(asked).toBe(1)
    expect(answer.outcome).toBe('retry')
    expect(answer.detail).not.toMatch(/127\.0\.0\.1/)
  })
})
