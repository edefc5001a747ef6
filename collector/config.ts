import { type Static, Type } from 'typebox'
import { limits, ModelDeclaration } from '../contract/index.ts'
import { AlertSettings } from './alert/settings.ts'
import { ReadSettings } from './read/settings.ts'
import { ReceiveSettings } from './receive/settings.ts'
import { StoreSettings } from './store/store.ts'
import { WatchSettings } from './watch/settings.ts'

/** Sections of the configuration file that the collector reads; each room states its own. */
export const collectorSections = {
  store: StoreSettings,
  receive: ReceiveSettings,
  watch: WatchSettings,
  alert: AlertSettings,
  read: ReadSettings,
  models: Type.Record(Type.String({ minLength: 1, maxLength: limits.nameCharactersMax }), ModelDeclaration, {
    default: {},
    description: 'What is declared of models, by name; the same as PUT /api/v1/models/{model}',
  }),
}

const CollectorConfig = Type.Object(collectorSections)
export type CollectorConfig = Readonly<Static<typeof CollectorConfig>>
