import { Webhook } from 'standardwebhooks'
import { Type } from 'typebox'
import { defineAction } from '../../../contract/index.ts'
import { messageOf } from '../message.ts'
import { post } from '../post.ts'

const secret = (description: string) => Type.String({ pattern: '^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$', description })

/** Signed POST of a CloudEvent (Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`). */
export default defineAction({
  name: 'webhook',
  summary: 'Posts a CloudEvent, signed as Standard Webhooks say, to one address',
  settings: Type.Object(
    {
      url: Type.String({ pattern: '^https?://', maxLength: 2048, description: 'Where to post' }),
      secret: secret('Key of the signature: base64 of 24 to 64 random bytes, with or without whsec_'),
      previousSecret: Type.Optional(secret('Signs as well, while receivers change over')),
      allowPrivate: Type.Boolean({ default: false, description: 'May the address be on this machine or in a private network?' }),
    },
    { additionalProperties: false },
  ),
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
