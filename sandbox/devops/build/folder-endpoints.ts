import type { Folder } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createBuilds, type BuildFolder, type ProjectBuilds } from '../../data/build/build-data.js'
import { contentOf } from '../../data/build/definition.js'
import { badArgument } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { projectReference } from '../core/project-answer.js'
import { folderPath } from './definition-body.js'
import { buildError, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

const shared = { scope: ['project'], versions: previewOnly(2), location: buildLocations.folders } as const

/** Folders of build definitions; the list is that of the path and all below it. */
export const folderRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'build/folders', answer: listFolders },
  { ...shared, method: 'GET', pattern: 'build/folders/{path}', answer: listFolders },
  { ...shared, method: 'PUT', pattern: 'build/folders', body: 'application/json', answer: createFolder },
  { ...shared, method: 'POST', pattern: 'build/folders', body: 'application/json', answer: updateFolder },
  { ...shared, method: 'DELETE', pattern: 'build/folders', answer: deleteFolder },
]

function ownOf(call: EndpointCall): ProjectBuilds {
  return call.organization.part(createBuilds).of(projectOf(call))
}

function pathParameter(call: EndpointCall): string {
  const path = call.query('path')
  if (!path) throw badArgument('The query parameter path is missing.')
  return folderPath(path)
}

function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [path.toLowerCase(), folder.toLowerCase()]
  return outer === '\\' || inner === outer || inner.startsWith(`${outer}\\`)
}

function listFolders(call: EndpointCall) {
  const root = folderPath(call.path.path ?? '\\')
  const order = enumParameter(
    call,
    'queryOrder',
    { none: 0, folderAscending: 1, folderDescending: 2 },
    'none',
  )
  const found = [...ownOf(call).folders.values()].filter(({ path }) => isWithin(path, root))
  if (order !== 'none')
    found.sort((a, b) => (a.path < b.path ? -1 : 1) * (order === 'folderAscending' ? 1 : -1))
  return list(found.map((folder) => folderAnswer(call, folder)))
}

function createFolder(call: EndpointCall) {
  const path = pathParameter(call)
  const { folders } = ownOf(call)
  if (folders.has(path.toLowerCase()))
    throw buildError(409, 'FolderExistsException', `Folder ${path} already exists.`)
  const { description } = jsonBody(call.request)
  const parts = path.split('\\').filter(Boolean)
  // Folders above it come into being with it.
  for (let length = 1; length <= parts.length; length++) {
    const one = `\\${parts.slice(0, length).join('\\')}`
    if (folders.has(one.toLowerCase())) continue
    folders.set(one.toLowerCase(), {
      path: one,
      ...(length === parts.length && typeof description === 'string' ? { description } : {}),
      createdBy: call.caller,
      createdAt: call.now,
    })
  }
  return { status: 200, body: folderAnswer(call, folders.get(path.toLowerCase()) as BuildFolder) }
}

/** Another description, another place, or both; what is in the folder goes with it. */
function updateFolder(call: EndpointCall) {
  const own = ownOf(call)
  const folder = findFolder(own, pathParameter(call))
  const body = jsonBody(call.request)
  if (typeof body.description === 'string') folder.description = body.description
  const target = typeof body.path === 'string' ? folderPath(body.path) : folder.path
  if (target !== folder.path) {
    if (folder.path === '\\' || own.folders.has(target.toLowerCase()))
      throw buildError(409, 'FolderExistsException', `Folder ${target} already exists.`)
    const source = folder.path
    for (const [key, one] of [...own.folders]) {
      if (!isWithin(one.path, source)) continue
      own.folders.delete(key)
      one.path = target + one.path.slice(source.length)
      own.folders.set(one.path.toLowerCase(), one)
    }
    for (const definition of own.definitions.values()) {
      const content = contentOf(definition)
      if (isWithin(content.path, source)) content.path = target + content.path.slice(source.length)
    }
  }
  folder.lastChanged = { by: call.caller, at: call.now }
  return { status: 200, body: folderAnswer(call, folder) }
}

function deleteFolder(call: EndpointCall) {
  const own = ownOf(call)
  const { path } = findFolder(own, pathParameter(call))
  if (path === '\\') throw buildError(400, 'InvalidFolderException', 'The root folder cannot be deleted.')
  const inside = [...own.definitions.values()].filter(
    (definition) => !definition.deleted && isWithin(contentOf(definition).path, path),
  )
  if (inside.length > 0)
    throw buildError(
      400,
      'CannotDeleteFolderException',
      `Folder ${path} still holds ${inside.length} definitions.`,
    )
  for (const [key, one] of [...own.folders]) if (isWithin(one.path, path)) own.folders.delete(key)
  return { status: 204 }
}

function findFolder(own: ProjectBuilds, path: string): BuildFolder {
  const folder = own.folders.get(path.toLowerCase())
  if (!folder) throw buildError(404, 'FolderNotFoundException', `Folder ${path} does not exist.`)
  return folder
}

function folderAnswer(call: EndpointCall, folder: BuildFolder): Wire<Folder> {
  const { path, description, createdBy, createdAt, lastChanged } = folder
  return {
    path,
    ...(description === undefined ? {} : { description }),
    ...(createdBy ? { createdBy: identityReference(call.base, createdBy) } : {}),
    createdOn: serviceDate(createdAt),
    ...(lastChanged
      ? {
          lastChangedBy: identityReference(call.base, lastChanged.by),
          lastChangedDate: serviceDate(lastChanged.at),
        }
      : {}),
    project: projectReference(call, projectOf(call)),
  }
}
