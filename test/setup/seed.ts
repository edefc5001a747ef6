import * as fc from 'fast-check'

// Two runs of one commit check the same cases: what fails here fails everywhere. Another seed is one edit away.
fc.configureGlobal({ seed: 20_261_124 })
