import type {
  EnvironmentDeploymentExecutionRecord,
  EnvironmentInstance,
} from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import {
  createEnvironments,
  type Environment,
  type EnvironmentDeployment,
} from '../../data/agents/environments.js'
import { contentOf } from '../../data/build/definition.js'
import { planId } from '../build/build-answer.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { listPage } from '../paging.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

/** Page size of deployment records (facts 6); that of environments is unconfirmed. */
const recordPage = 25

const shared = {
  scope: ['project'],
  versions: released(1),
  location: taskLocation('environments', '8572b1fc-2482-47fa-8f74-7e3ed53ee54b'),
} as const
const all = { ...shared, pattern: 'distributedtask/environments' }
const one = { ...shared, pattern: 'distributedtask/environments/{environmentId}' }

/** Environments of YAML pipelines, and what was deployed to them. */
export const environmentRoutes: readonly Route[] = [
  {
    ...all,
    method: 'GET',
    answer(call) {
      const name = call.query('name')?.toLowerCase()
      const found = environmentsOf(call).filter(
        (environment) => !name || environment.name.toLowerCase() === name,
      )
      return listPage(call, found, { default: 1000 }, (environment) => environmentAnswer(call, environment))
    },
  },
  { ...all, method: 'POST', body: 'application/json', answer: addEnvironment },
  {
    ...one,
    method: 'GET',
    answer(call) {
      const environment = findEnvironment(call)
      const expanded =
        enumParameter(call, 'expands', { none: 0, resourceReferences: 1 }, 'none') === 'resourceReferences'
      const body: Wire<EnvironmentInstance> = {
        ...environmentAnswer(call, environment),
        resources: expanded ? environment.resources : [],
      }
      return { status: 200, body }
    },
  },
  { ...one, method: 'PATCH', body: 'application/json', answer: updateEnvironment },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const environments = environmentsOf(call)
      environments.splice(environments.indexOf(findEnvironment(call)), 1)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    pattern: 'distributedtask/environments/{environmentId}/environmentdeploymentrecords',
    scope: ['project'],
    versions: released(1),
    location: taskLocation('environmentdeploymentrecords', '51bb5d21-4305-4ea6-9dbb-b7488af73334'),
    answer(call) {
      const environment = findEnvironment(call)
      const records = call.organization.part(createEnvironments).deployments(environment, call.now)
      return listPage(call, records, { default: recordPage, top: 'top' }, (record) =>
        recordAnswer(call, environment, record),
      )
    },
  },
]

function environmentsOf(call: EndpointCall): Environment[] {
  return call.organization.part(createEnvironments).of(projectOf(call))
}

function findEnvironment(call: EndpointCall): Environment {
  const id = pathNumber(call, 'environmentId')
  const found = environmentsOf(call).find((environment) => environment.id === id)
  if (!found)
    throw taskError(404, 'EnvironmentNotFoundException', `No environment found with identifier ${id}.`)
  return found
}

function checkName(call: EndpointCall, name: unknown, before?: Environment): string {
  if (typeof name !== 'string' || name.trim() === '') throw badArgument('The environment has no name.')
  if (
    environmentsOf(call).some((other) => other !== before && other.name.toLowerCase() === name.toLowerCase())
  )
    throw taskError(409, 'EnvironmentExistsException', `Environment ${name} already exists.`)
  return name
}

function addEnvironment(call: EndpointCall) {
  const { name, description } = jsonBody(call.request)
  const made = call.organization.part(createEnvironments).add({
    name: checkName(call, name),
    description: typeof description === 'string' ? description : '',
    project: projectOf(call),
    createdBy: call.caller,
    createdAt: call.now,
    modifiedBy: call.caller,
    modifiedAt: call.now,
    resources: [],
  })
  return { status: 200, body: { ...environmentAnswer(call, made), resources: [] } }
}

function updateEnvironment(call: EndpointCall) {
  const environment = findEnvironment(call)
  const { name, description } = jsonBody(call.request)
  if (name !== undefined && name !== null) environment.name = checkName(call, name, environment)
  if (typeof description === 'string') environment.description = description
  environment.modifiedBy = call.caller
  environment.modifiedAt = call.now
  return { status: 200, body: environmentAnswer(call, environment) }
}

function environmentAnswer(call: EndpointCall, environment: Environment): Wire<EnvironmentInstance> {
  const { id, name } = environment.project
  return {
    id: environment.id,
    name: environment.name,
    description: environment.description,
    createdBy: identityReference(call.base, environment.createdBy),
    createdOn: serviceDate(environment.createdAt),
    lastModifiedBy: identityReference(call.base, environment.modifiedBy),
    lastModifiedOn: serviceDate(environment.modifiedAt),
    project: { id, name },
  }
}

function recordAnswer(
  call: EndpointCall,
  environment: Environment,
  { id, build, stage, job }: EnvironmentDeployment,
): Wire<EnvironmentDeploymentExecutionRecord> {
  const web = `${call.base}/${build.project.id}/_build`
  return {
    id,
    environmentId: environment.id,
    planType: 'Build',
    planId: planId(call, build),
    scopeId: build.project.id,
    serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
    requestIdentifier: `${stage.refName}.${job.name}`,
    stageName: stage.name,
    stageAttempt: stage.attempt,
    jobName: job.name,
    jobAttempt: job.attempt,
    definition: {
      _links: { web: { href: `${web}/definition?definitionId=${build.definition.id}` } },
      id: build.definition.id,
      name: contentOf(build.definition).name,
    },
    owner: {
      _links: { web: { href: `${web}/results?buildId=${build.id}` } },
      id: build.id,
      name: build.number,
    },
    queueTime: serviceDate(build.queuedAt),
    ...(stage.startedAt === null ? {} : { startTime: serviceDate(stage.startedAt) }),
    ...(stage.finishedAt === null ? {} : { finishTime: serviceDate(stage.finishedAt) }),
    ...(stage.result === null ? {} : { result: stage.result }),
  }
}
