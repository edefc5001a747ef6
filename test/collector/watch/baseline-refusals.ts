import { paths } from '../../../contract/index.ts'

/** Requests for a baseline that are wrong, and how they are answered. */
export const refused = [
  { case: 'a body that is no JSON', type: 'application/json', url: paths.baselines, payload: '{', status: 400, code: 'BAD_REQUEST' },
  {
    case: 'an unknown field',
    type: 'application/json',
    url: paths.baselines,
    payload: '{"model":"flights","version":"1","from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","x":1}',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    case: 'a window that ends before it begins',
    type: 'application/json',
    url: paths.baselines,
    payload: '{"model":"flights","version":"1","from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"}',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    case: 'a window without rows',
    type: 'application/json',
    url: paths.baselines,
    payload: '{"model":"flights","version":"1","from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z"}',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    case: 'a model that nobody knows',
    type: 'application/json',
    url: paths.baselines,
    payload: '{"model":"__proto__","version":"1","from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z"}',
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    case: 'a kind of file that it cannot read',
    type: 'application/octet-stream',
    url: `${paths.baselines}?model=flights&version=1&file=a.xlsx`,
    payload: 'x',
    status: 415,
    code: 'UNSUPPORTED_MEDIA',
  },
  {
    case: 'a file that is not what its name says',
    type: 'application/octet-stream',
    url: `${paths.baselines}?model=flights&version=1&file=a.parquet`,
    payload: 'a,b\n1,2',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    case: 'a file of other columns',
    type: 'application/octet-stream',
    url: `${paths.baselines}?model=flights&version=1&file=a.csv`,
    payload: 'a,b\n1,2',
    status: 400,
    code: 'BAD_REQUEST',
  },
]
