/** How a test ended, as the REST specification of test results names it. */
export const testOutcomes = [
  'Unspecified',
  'None',
  'Passed',
  'Failed',
  'Inconclusive',
  'Timeout',
  'Aborted',
  'Blocked',
  'NotExecuted',
  'Warning',
  'Error',
  'NotApplicable',
  'Paused',
  'InProgress',
  'NotImpacted',
] as const

export type TestOutcome = (typeof testOutcomes)[number]
