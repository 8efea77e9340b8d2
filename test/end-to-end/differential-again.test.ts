import { declareDifferential } from './differential/declare-differential.js'

declareDifferential(1)
