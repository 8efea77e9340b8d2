import type { Plan } from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import { createPlans, type DeliveryPlan } from '../../data/boards/delivery-plans.js'
import type { Project } from '../../data/projects.js'
import { guid, streams } from '../../data/random.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

const location: Location = { area: 'work', resource: 'plans', id: '0b42cb47-cd73-4810-ac90-19c9ba147453' }

/** `{project}/_apis/work/plans`: delivery plans, without their timelines. */
export const planRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/plans',
    scope: ['project'],
    versions: released(1),
    location,
    answer: (call) =>
      // The list leaves out what a plan shows (unconfirmed).
      list(plansOf(call).map((plan) => ({ ...planAnswer(call, plan), properties: null }))),
  },
  {
    method: 'GET',
    pattern: 'work/plans/{id}',
    scope: ['project'],
    versions: released(1),
    location,
    answer: (call) => ({ status: 200, body: planAnswer(call, namedPlan(call)) }),
  },
  {
    method: 'POST',
    pattern: 'work/plans',
    scope: ['project'],
    versions: released(1),
    location,
    body: 'application/json',
    answer: createPlan,
  },
  {
    method: 'PUT',
    pattern: 'work/plans/{id}',
    scope: ['project'],
    versions: released(1),
    location,
    body: 'application/json',
    answer: updatePlan,
  },
  {
    method: 'DELETE',
    pattern: 'work/plans/{id}',
    scope: ['project'],
    versions: released(1),
    location,
    answer(call) {
      const plans = plansOf(call)
      plans.splice(plans.indexOf(namedPlan(call)), 1)
      return { status: 204 }
    },
  },
]

function plansOf(call: EndpointCall): DeliveryPlan[] {
  return call.organization.part(createPlans)(call.project as Project)
}

function namedPlan(call: EndpointCall): DeliveryPlan {
  const id = (call.path.id as string).toLowerCase()
  const plan = plansOf(call).find((one) => one.id === id)
  if (plan) return plan
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.ViewNotFoundException',
    `The plan with id ${call.path.id} does not exist.`,
  )
}

function planAnswer(call: EndpointCall, plan: DeliveryPlan): Wire<Plan> {
  return {
    id: plan.id,
    revision: plan.revision,
    name: plan.name,
    type: 'deliveryTimelineView',
    properties: plan.properties,
    createdDate: serviceDate(plan.createdAt),
    createdByIdentity: identityReference(call.base, plan.createdBy),
    modifiedDate: serviceDate(plan.modifiedAt),
    modifiedByIdentity: identityReference(call.base, plan.modifiedBy),
    description: plan.description,
    userPermissions: 'allPermissions',
    url: `${call.base}/${plan.project.id}/_apis/work/plans/${plan.id}`,
  }
}

function createPlan(call: EndpointCall) {
  const { organization, caller, now } = call
  const plans = plansOf(call)
  const project = call.project as Project
  const { name, description, properties } = contentIn(call)
  const plan: DeliveryPlan = {
    id: guid(organization.seed, streams.createdLater, streams.deliveryPlan, project.index, plans.length, now),
    project,
    name,
    description,
    revision: 1,
    createdBy: caller,
    createdAt: now,
    modifiedBy: caller,
    modifiedAt: now,
    properties,
  }
  plans.push(plan)
  return { status: 200, body: planAnswer(call, plan) }
}

/** The revision must be the present one (key and words of the refusal unconfirmed). */
function updatePlan(call: EndpointCall) {
  const plan = namedPlan(call)
  const content = contentIn(call)
  if (content.revision !== plan.revision) {
    throw new DevOpsError(
      409,
      'Microsoft.TeamFoundation.Work.WebApi.Exceptions.ViewRevisionMismatchException',
      `The plan has been changed: its revision is ${plan.revision}.`,
    )
  }
  const { name, description, properties } = content
  Object.assign(plan, { name, description, properties, modifiedBy: call.caller, modifiedAt: call.now })
  plan.revision++
  return { status: 200, body: planAnswer(call, plan) }
}

function contentIn(call: EndpointCall) {
  const { name, description, properties, revision } = jsonBody(call.request)
  if (typeof name !== 'string' || name === '') throw badArgument('A plan needs a name.')
  return {
    name,
    description: typeof description === 'string' ? description : '',
    properties: properties ?? null,
    revision,
  }
}
