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

/** Their numbers in Microsoft's client are their places. */
export const outcomeNumbers = Object.fromEntries(
  testOutcomes.map((outcome, number) => [outcome, number]),
) as Record<TestOutcome, number>

export type TestOutcome = (typeof testOutcomes)[number]
