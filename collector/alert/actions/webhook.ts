import { Webhook } from 'standardwebhooks'
import { Type } from 'typebox'
import { defineAction } from '../../../contract/index.ts'
import { isAllowed, literalAddress } from '../address.ts'
import { post } from '../http-post.ts'
import { messageOf } from '../message.ts'

const secret = (description: string) => Type.String({ pattern: '^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$', description })

/** What can be known of a target before it is called: names are asked at each delivery only. */
function refusalOf(url: string, allowPrivate: boolean): { setting: string; sentence: string } | null {
  if (!URL.canParse(url)) return { setting: 'url', sentence: 'is not a URL' }
  const address = literalAddress(new URL(url))
  if (address === null || isAllowed(address, allowPrivate)) return null
  if (isAllowed(address, true)) return { setting: 'allowPrivate', sentence: `must be true: url is the private address ${address}` }
  return { setting: 'url', sentence: `is the address ${address}, which must not be called` }
}

/** Signed POST of a CloudEvent (Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`). */
export default defineAction({
  name: 'webhook',
  summary: 'Posts a CloudEvent, signed as Standard Webhooks say, to one address',
  settings: Type.Object(
    {
      url: Type.String({ pattern: '^https?://', maxLength: 2048, description: 'Where to post' }),
      secret: secret('Key of the signature: base64 of 24 to 64 random bytes, with or without whsec_; echo whsec_$(openssl rand -base64 32) makes one'),
      previousSecret: Type.Optional(secret('Signs as well, while receivers change over')),
      allowPrivate: Type.Boolean({ default: false, description: 'May the address be on this machine or in a private network?' }),
    },
    { additionalProperties: false },
  ),
  refusal: ({ url, allowPrivate }) => refusalOf(url, allowPrivate),
  deliver(delivery, settings, context) {
    const now = new Date(context.clock())
    const { contentType, body } = messageOf(delivery)
    const signatures = [settings.secret, settings.previousSecret].filter(key => key !== undefined).map(key => new Webhook(key).sign(delivery.key, now, body))
    const request = {
      url: settings.url,
      headers: {
        'content-type': contentType,
        'webhook-id': delivery.key,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signatures.join(' '),
      },
      body,
      allowPrivate: settings.allowPrivate,
    }
    return post(request, context)
  },
})
