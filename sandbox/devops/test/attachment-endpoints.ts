import type { TestAttachment as WireAttachment } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestAttachment, TestResult, TestRun } from '../../data/test/test-run.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { resultUrl } from './result-answer.js'
import { invalidTestProperty, testNotFound } from './test-errors.js'
import { runUrl } from './test-reference.js'
import { findResult, findRun, testData, testRoutes, type TestResource } from './test-route.js'

const ofRun = {
  name: 'Attachments',
  test: ['4f004af4-a507-489c-9b13-cb62060beb11', 1],
  results: ['b5731898-8206-477a-a51d-3fdf116fc6bf', 1],
} as const
const ofResult = {
  name: 'Attachments',
  test: ['2bffebe9-2f0f-4639-9af8-56129e9fed2d', 1],
  results: ['2a632e97-e014-4275-978f-8e5c4906d4b3', 1],
} as const

const types = ['generalAttachment', 'codeCoverage', 'consoleLog'] as const

/** Files of runs and of results. */
export const testAttachmentRoutes: readonly Route[] = [
  ...routesOf('runs/{runId}/attachments', ofRun, (call) => {
    const run = findRun(call)
    return { holder: run, url: runUrl(call, run) }
  }),
  ...routesOf('runs/{runId}/results/{testCaseResultId}/attachments', ofResult, (call) => {
    if (call.query('testSubResultId') || call.query('iterationId'))
      throw notEmulated('attachments of sub-results and iterations')
    const result = findResult(call)
    return { holder: result, url: resultUrl(call, result) }
  }),
]

type Find = (call: EndpointCall) => { holder: TestRun | TestResult; url: string }

function routesOf(pattern: string, resource: TestResource, find: Find): Route[] {
  return [
    ...testRoutes('GET', pattern, resource, (call) => {
      const { holder, url } = find(call)
      return list(holder.attachments.map((one) => attachmentAnswer(url, one)))
    }),
    ...testRoutes('POST', pattern, resource, (call) => {
      const { holder, url } = find(call)
      const attachment = attachmentIn(call)
      holder.attachments.push(attachment)
      return { status: 200, body: { id: attachment.id, url: `${url}/Attachments/${attachment.id}` } }
    }),
    ...testRoutes('GET', `${pattern}/{attachmentId}`, resource, (call) => {
      const { fileName, content } = one(call, find(call).holder)
      return {
        status: 200,
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        },
        content,
      }
    }),
    // The older area cannot delete them.
    ...testRoutes(
      'DELETE',
      `${pattern}/{attachmentId}`,
      { name: resource.name, ...(resource.results ? { results: resource.results } : {}) },
      (call) => {
        const { holder } = find(call)
        holder.attachments.splice(holder.attachments.indexOf(one(call, holder)), 1)
        return { status: 204 }
      },
    ),
  ]
}

function one(call: EndpointCall, { attachments }: TestRun | TestResult): TestAttachment {
  const id = pathNumber(call, 'attachmentId')
  const found = attachments.find((attachment) => attachment.id === id)
  if (!found) throw testNotFound('Attachment', id)
  return found
}

function attachmentIn(call: EndpointCall): TestAttachment {
  const { stream, fileName, comment, attachmentType } = jsonBody(call.request)
  if (typeof fileName !== 'string' || fileName === '')
    throw invalidTestProperty("The value for property 'FileName' must not be empty.")
  if (typeof stream !== 'string' || stream === '' || !/^[A-Za-z0-9+/\s]*={0,2}$/.test(stream))
    throw invalidTestProperty("The value for property 'Stream' must be the file in base 64.")
  const wanted = String(attachmentType ?? 'GeneralAttachment').toLowerCase()
  const type = types.find((known) => known.toLowerCase() === wanted)
  if (!type) throw notEmulated(`attachments of type ${String(attachmentType)}`)
  return {
    id: testData(call).next('attachment', projectOf(call)),
    fileName,
    comment: typeof comment === 'string' ? comment : '',
    type,
    content: Buffer.from(stream, 'base64'),
    createdAt: call.now,
  }
}

function attachmentAnswer(url: string, attachment: TestAttachment): Wire<WireAttachment> {
  return {
    id: attachment.id,
    url: `${url}/Attachments/${attachment.id}`,
    attachmentType: attachment.type,
    comment: attachment.comment,
    createdDate: serviceDate(attachment.createdAt),
    fileName: attachment.fileName,
    size: attachment.content.length,
  }
}
