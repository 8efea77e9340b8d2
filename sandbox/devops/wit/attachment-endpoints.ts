import type { AttachmentReference } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { append, createAttachments, newAttachment, type Attachment } from '../../data/tracking/attachments.js'
import { badArgument, trackingError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { checkContentType } from '../json-body.js'
import { flag, word } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'

/** Most bytes of a file (facts 4). The server takes fewer in one request, so that large files must come in parts. */
const largest = 60 * 1024 * 1024

const shared = {
  scope: ['organization', 'project'],
  versions: released(3),
  location: { area: 'wit', resource: 'attachments', id: 'e07b5fa4-1499-494d-a496-64b860fd64ff' },
} as const

/** `[{project}/]_apis/wit/attachments[/{id}]`: upload whole or in parts, and download. */
export const attachmentRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'POST',
    pattern: 'wit/attachments',
    answer: upload,
  },
  {
    ...shared,
    method: 'PUT',
    pattern: 'wit/attachments/{id}',
    body: 'application/octet-stream',
    answer: uploadPart,
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/attachments/{id}',
    answer: download,
  },
]

/** A chunked upload starts with a request without content, which gives the id for the parts. */
function upload(call: EndpointCall): DevOpsAnswer {
  const chunked = word(call, 'uploadType', ['simple', 'chunked'], 'simple') === 'chunked'
  const { body } = call.request
  if (body.length > 0) checkContentType(call.request, 'application/octet-stream')
  if (body.length > largest) throw tooLarge()
  const attachment = newAttachment(
    call.organization.part(createAttachments),
    call.query('fileName') ?? 'attachment',
    chunked ? largest : body.length,
  )
  if (!chunked) append(attachment, body)
  return { status: 201, body: reference(call, attachment) }
}

/** `Content-Range: bytes first-last/total`; parts come in order. */
function uploadPart(call: EndpointCall): DevOpsAnswer {
  const attachment = named(call)
  const range = call.request.headers['content-range'] ?? ''
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(range)) ?? []
  if (total === undefined) throw badArgument('The header Content-Range must say bytes first-last/total.')
  const { body } = call.request
  if (Number(total) > largest) throw tooLarge()
  if (Number(first) !== attachment.received || Number(last) - Number(first) + 1 !== body.length)
    throw badArgument(`The part ${String(range)} does not go on where the file ends, or has another length.`)
  attachment.expected = Number(total)
  append(attachment, body)
  return { status: 201, body: reference(call, attachment) }
}

function download(call: EndpointCall): DevOpsAnswer {
  const attachment = named(call)
  if (attachment.received !== attachment.expected) throw notFound(attachment.id)
  const name = call.query('fileName') ?? attachment.fileName
  const disposition = flag(call, 'download') ? 'attachment' : 'inline'
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    content: Buffer.concat(attachment.parts),
  }
}

function named(call: EndpointCall): Attachment {
  const id = (call.path.id as string).toLowerCase()
  const attachment = call.organization.part(createAttachments).get(id)
  if (!attachment) throw notFound(call.path.id as string)
  return attachment
}

/** Type keys of both refusals are unconfirmed. */
function notFound(id: string): Error {
  return trackingError(
    404,
    'AttachmentNotFoundException',
    `TF237022: The attachment ${id} does not exist or is not complete.`,
  )
}

function tooLarge(): Error {
  return trackingError(
    400,
    'AttachmentTooLargeException',
    'TF237082: The file you are trying to upload exceeds the supported file upload size.',
  )
}

function reference(call: EndpointCall, { id, fileName }: Attachment): Wire<AttachmentReference> {
  const scope = call.project ? `${call.base}/${call.project.id}` : call.base
  return { id, url: `${scope}/_apis/wit/attachments/${id}?fileName=${encodeURIComponent(fileName)}` }
}
