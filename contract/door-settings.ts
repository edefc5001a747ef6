import { Type } from 'typebox'

/** Token that a port asks for. */
export const tokenSetting = (who: string) =>
  Type.String({
    default: '',
    pattern: '^$|^[!-~]{22,512}$',
    description: `Bearer token that ${who} must show, at least 128 bits (secret); empty for none`,
  })

/** Names under which a port is called. */
export const hostsSetting = () =>
  Type.Array(Type.String({ minLength: 1, maxLength: 253 }), {
    default: [],
    maxItems: 64,
    description: 'Further host names under which the port may be called; without a token only loopback names are answered',
  })
