import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Entra } from '../entra/entra.js'
import { CONTROL_PATH } from './control-side.js'
import type { DevOpsHandler } from './devops-side.js'
import { SIGN_IN_PATH, signInPage } from './refusal-answer.js'
import { activityHeaders, htmlAnswer, jsonAnswer, sendAnswer } from './send-answer.js'

export interface Sides {
  /** The organization's name and id: either may stand in a path, in any case. */
  organization: { name: string; id: string }
  entra: Entra
  control(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  devops: DevOpsHandler
}

/** Sends a request to the side of the sandbox that its path names. What no side emulates gets a 404 that says so. */
export function createRouter(
  sides: Sides,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const names = new Set([sides.organization.name.toLowerCase(), sides.organization.id.toLowerCase()])

  return async (request, response) => {
    const target = request.url ?? '/'
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const query = mark < 0 ? '' : target.slice(mark + 1)
    const slash = path.indexOf('/', 1)
    const first = slash < 0 ? path.slice(1) : path.slice(1, slash)

    if (names.has(decoded(first).toLowerCase())) {
      return sides.devops(request, response, { path: slash < 0 ? '/' : path.slice(slash), query })
    }
    if (first.toLowerCase() === '_apis') {
      return sides.devops(request, response, { path, query, deployment: true })
    }
    if (sides.entra.owns(path)) return sides.entra.handle(request, response)
    if (path === CONTROL_PATH || path.startsWith(`${CONTROL_PATH}/`))
      return sides.control(request, response, path)

    request.resume()
    if (path === SIGN_IN_PATH) return sendAnswer(request, response, signInPage())
    const ofOrganization = /\/_(apis|odata)(\/|$)/i.test(path) || request.method === 'HEAD'
    if (first !== '' && !first.startsWith('_') && ofOrganization) {
      // No such organization. The service's page for it is HTML, whatever the client accepts.
      const page = htmlAnswer(
        404,
        'The resource cannot be found.',
        'There is no such organization.',
        activityHeaders(),
      )
      return sendAnswer(request, response, page)
    }
    const message = `The sandbox does not emulate ${request.method} ${path}. It emulates Entra, Azure DevOps under /${sides.organization.name}/_apis, and ${CONTROL_PATH}.`
    return sendAnswer(request, response, jsonAnswer(404, { message }))
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
