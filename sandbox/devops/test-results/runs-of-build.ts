import type { Build } from '../../data/build/build.js'
import { createBuilds } from '../../data/build/build-data.js'
import type { TestRun } from '../../data/test/test-run.js'
import { findBuild, projectOf } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { wholeNumber } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { testsOf } from '../test/test-route.js'

/** The build that `buildId` names; 400 without one, 404 for one the project has not. */
export function buildAsked(call: EndpointCall): Build {
  const id = wholeNumber(call, 'buildId', 1)
  if (id === undefined) throw badArgument('A value is required for buildId in the request.')
  return findBuild(call, id)
}

export function runsOfBuild(call: EndpointCall, build: Build): readonly TestRun[] {
  return testsOf(call).runsOfBuild.get(build) ?? []
}

/** The newest earlier build of the same definition and branch that was tested. */
export function testedBefore(call: EndpointCall, build: Build): Build | undefined {
  const { byDefinition } = call.organization.part(createBuilds).of(projectOf(call))
  return byDefinition
    .get(build.definition)
    ?.findLast(
      (other) =>
        other.id < build.id &&
        other.sourceBranch === build.sourceBranch &&
        runsOfBuild(call, other).length > 0,
    )
}

/** The sandbox's runs belong to pipelines (`CI`); none were published by anything else. */
export function checkContext(call: EndpointCall): void {
  const context = call.query('publishContext') ?? 'CI'
  if (!['ci', ''].includes(context.toLowerCase())) throw notEmulated(`publishContext=${context}`)
}
