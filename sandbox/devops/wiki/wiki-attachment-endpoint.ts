import { entryAt } from '../../data/git/trees.js'
import { badArgument } from '../devops-error.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { inWiki } from './find-page.js'
import { commitToWiki } from './page-writes.js'
import { wikiArgument, wikiError } from './wiki-errors.js'

/** Files that pages show. */
export const wikiAttachmentRoutes: readonly Route[] = [
  {
    method: 'PUT',
    pattern: 'wiki/wikis/{wikiIdentifier}/attachments',
    scope: ['project'],
    versions: released(1),
    location: { area: 'wiki', resource: 'attachments', id: 'c4382d8d-fefc-40e0-92c5-49852e9e17c0' },
    body: 'application/octet-stream',
    answer: putAttachment,
  },
]

/** The body is the file in base 64. */
function putAttachment(call: EndpointCall) {
  const inside = inWiki(call)
  const name = call.query('name')
  if (!name) throw badArgument('A value is required for name in the request.')
  if (/[\\/]/.test(name)) throw wikiArgument(`The name '${name}' of an attachment is not valid.`)
  const text = call.request.body.toString('latin1')
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) throw wikiArgument('The file must be in base 64.')
  const base = inside.wiki.mappedPath === '/' ? '' : inside.wiki.mappedPath
  const path = `${base}/.attachments/${name}`
  const { objects, refs } = inside.content
  const tip = objects.commits.get(refs.get(`refs/heads/${inside.version}`)?.objectId ?? '')
  if (tip && entryAt(objects, tip.tree, path))
    throw wikiError(409, 'WikiAttachmentAlreadyExistsException', `The attachment '${name}' exists already.`)
  const after = commitToWiki(inside, new Map([[path, Buffer.from(text, 'base64')]]), `Added ${name}`)
  const commit = objects.commits.get(after.content.refs.get(`refs/heads/${after.version}`)?.objectId ?? '')
  const blob = commit && entryAt(objects, commit.tree, path)?.id
  return { status: 201, headers: { etag: `"${blob ?? ''}"` }, body: { name, path: `/.attachments/${name}` } }
}
