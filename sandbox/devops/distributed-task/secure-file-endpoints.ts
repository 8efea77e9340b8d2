import { randomUUID } from 'node:crypto'
import type { SecureFile } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { createSecureFiles, type SecureFile as FileModel } from '../../data/agents/secure-files.js'
import { projectOf } from '../build/find-build.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { fitsName } from './pool-endpoints.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'

// The published files lack this resource; that it is a preview still is unconfirmed.
const shared = {
  scope: ['project'],
  versions: previewOnly(1),
  location: taskLocation('securefiles', 'adcfd8bc-b184-43ba-bd84-7c8c6a2ff421'),
} as const
const all = { ...shared, pattern: 'distributedtask/securefiles' }
const one = { ...shared, pattern: 'distributedtask/securefiles/{secureFileId}' }

/** Secure files; their content is for pipelines only. */
export const secureFileRoutes: readonly Route[] = [
  {
    ...all,
    method: 'GET',
    answer(call) {
      if (flag(call, 'includeDownloadTickets')) throw notEmulated('download tickets of secure files')
      const pattern = call.query('namePattern')?.toLowerCase()
      const names = listParameter(call, 'secureFileNames')?.map((name) => name.toLowerCase())
      const ids = listParameter(call, 'secureFileIds')?.map((id) => id.toLowerCase())
      const found = filesOf(call).filter(
        ({ id, name }) =>
          (!pattern || fitsName(name.toLowerCase(), pattern)) &&
          (!names || names.includes(name.toLowerCase())) &&
          (!ids || ids.includes(id)),
      )
      return list(found.map((file) => fileAnswer(call, file)))
    },
  },
  {
    ...all,
    method: 'POST',
    body: 'application/octet-stream',
    answer(call) {
      const name = call.query('name')
      if (!name) throw badArgument('The query parameter name is missing.')
      if (filesOf(call).some((file) => file.name.toLowerCase() === name.toLowerCase()))
        throw taskError(409, 'SecureFileExistsException', `Secure file ${name} already exists.`)
      const { caller: createdBy, now: createdAt } = call
      const dates = { createdBy, createdAt, modifiedBy: createdBy, modifiedAt: createdAt }
      const file: FileModel = { id: randomUUID(), name, properties: {}, ...dates }
      filesOf(call).push(file)
      return { status: 200, body: fileAnswer(call, file) }
    },
  },
  { ...one, method: 'GET', answer: (call) => ({ status: 200, body: fileAnswer(call, findFile(call)) }) },
  {
    ...one,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const file = findFile(call)
      const { name, properties } = jsonBody(call.request)
      if (typeof name === 'string' && name !== '') file.name = name
      if (properties) file.properties = properties as Record<string, string>
      file.modifiedBy = call.caller
      file.modifiedAt = call.now
      return { status: 200, body: fileAnswer(call, file) }
    },
  },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const files = filesOf(call)
      files.splice(files.indexOf(findFile(call)), 1)
      return { status: 204 }
    },
  },
]

function filesOf(call: EndpointCall): FileModel[] {
  return call.organization.part(createSecureFiles).of(projectOf(call))
}

function findFile(call: EndpointCall): FileModel {
  if (call.query('download')) throw notEmulated('the content of secure files')
  const id = (call.path.secureFileId as string).toLowerCase()
  const found = filesOf(call).find((file) => file.id === id)
  if (!found)
    throw taskError(404, 'SecureFileNotFoundException', `No secure file found with identifier ${id}.`)
  return found
}

function fileAnswer(call: EndpointCall, file: FileModel): Wire<SecureFile> {
  return {
    id: file.id,
    name: file.name,
    ...(Object.keys(file.properties).length > 0 ? { properties: file.properties } : {}),
    createdBy: identityReference(call.base, file.createdBy),
    createdOn: serviceDate(file.createdAt),
    modifiedBy: identityReference(call.base, file.modifiedBy),
    modifiedOn: serviceDate(file.modifiedAt),
  }
}
