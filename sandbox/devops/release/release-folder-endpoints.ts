import type { Folder } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import { releaseContentOf } from '../../data/release/release-definition.js'
import { folderPath } from '../build/definition-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { releasesOf } from './find-release.js'
import { releaseLocation } from './release-error.js'
import { person } from './release-reference.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

const shared = {
  method: 'GET',
  scope: ['project'],
  versions: released(2),
  location: releaseLocation('folders', 'f7ddf76d-ce0c-4d68-94ff-becaec5d9dea'),
  answer: listFolders,
} as const

/** Folders of release definitions: those that hold some, with the ones above them. */
export const releaseFolderRoutes: readonly Route[] = [
  { ...shared, pattern: 'release/folders' },
  { ...shared, pattern: 'release/folders/{path}' },
]

function listFolders(call: EndpointCall) {
  const root = folderPath(call.path.path ?? '\\').toLowerCase()
  const order = enumParameter(call, 'queryOrder', { none: 0, ascending: 1, descending: 2 }, 'none')
  const folders = new Map<string, Wire<Folder>>()
  folders.set('\\', { path: '\\', createdOn: '0001-01-01T00:00:00', lastChangedDate: '0001-01-01T00:00:00' })
  for (const definition of releasesOf(call).definitions.values()) {
    const parts = releaseContentOf(definition).path.split('\\').filter(Boolean)
    for (let length = 1; length <= parts.length; length++) {
      const path = `\\${parts.slice(0, length).join('\\')}`
      if (folders.has(path.toLowerCase())) continue
      folders.set(path.toLowerCase(), {
        path,
        description: '',
        createdBy: person(call, definition.createdBy),
        createdOn: serviceDate(definition.createdAt),
        lastChangedDate: serviceDate(definition.createdAt),
      })
    }
  }
  const found = [...folders]
    .filter(([key]) => root === '\\' || key === root || key.startsWith(`${root}\\`))
    .map(([, folder]) => folder)
  if (order !== 'none')
    found.sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1) * (order === 'ascending' ? 1 : -1))
  return list(found)
}
