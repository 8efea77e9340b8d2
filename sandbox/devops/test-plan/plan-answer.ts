import type { TestPlan as WirePlan } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import { contentOf } from '../../data/build/definition.js'
import type { TestPlan } from '../../data/test/test-plan.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { testUrl } from '../test/test-reference.js'
import type { Wire } from '../wire.js'
import { planUrl, projectOfPlanning, shortReference, suiteUrl } from './planning-reference.js'

/** A plan; without `details` (which the list asks for) only the members a list needs. */
export function planAnswer(call: EndpointCall, plan: TestPlan, details: boolean): Wire<WirePlan> {
  const { base } = call
  const { build, buildDefinition, project, releaseEnvironmentDefinition } = plan
  const builds = `${base}/${project.id}/_apis/build`
  return {
    id: plan.id,
    project: projectOfPlanning(call, project),
    updatedDate: serviceDate(plan.updatedAt),
    updatedBy: identityReference(base, plan.updatedBy),
    rootSuite: { ...shortReference(plan.root), plan: shortReference(plan) } as { id: number; name: string },
    _links: {
      _self: { href: planUrl(call, plan) },
      clientUrl: {
        href: `mtms://${new URL(base).host}/p:${encodeURIComponent(project.name)}/Testing/testplan/connect?id=${plan.id}`,
      },
      rootSuite: { href: suiteUrl(call, plan.root) },
      ...(build
        ? {
            build: { href: `${builds}/Builds/${build.id}` },
            previousBuild: { href: `${builds}/Builds/${build.id}` },
          }
        : {}),
      ...(buildDefinition
        ? { buildDefinition: { href: `${builds}/Definitions/${buildDefinition.id}` } }
        : {}),
      ...(details ? { runs: { href: testUrl(call, project, `Runs?planId=${plan.id}`) } } : {}),
    },
    revision: plan.revision,
    name: plan.name,
    areaPath: plan.area.path,
    iteration: plan.iteration.path,
    owner: identityReference(base, plan.owner),
    state: plan.state,
    ...(plan.startAt === undefined ? {} : { startDate: serviceDate(plan.startAt) }),
    ...(plan.endAt === undefined ? {} : { endDate: serviceDate(plan.endAt) }),
    ...(plan.description !== undefined ? { description: plan.description } : {}),
    ...(build ? { buildId: build.id, previousBuildId: build.id } : {}),
    ...(buildDefinition
      ? { buildDefinition: { id: buildDefinition.id, name: contentOf(buildDefinition).name } }
      : {}),
    ...(releaseEnvironmentDefinition ? { releaseEnvironmentDefinition } : {}),
    testOutcomeSettings: { syncOutcomeAcrossSuites: plan.syncOutcomeAcrossSuites },
  }
}
