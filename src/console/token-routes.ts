import type { FastifyInstance } from 'fastify'
import type { Interaction } from '../auth/interaction.js'
import { AzdoError } from '../errors/azdo-error.js'
import { tokenAnswer, tokenRequest, type TokenStep } from './api-schema.js'
import type { OfConnection } from './connection-routes.js'
import type { ConsoleParts } from './console-parts.js'
import { tokenOf } from './describe-connection.js'
import { apiErrorOf } from './error-answer.js'
import { openLineStream } from './line-stream.js'
import { readBody } from './read-body.js'

/** A sign-in under way. */
interface SignIn {
  readonly stop: AbortController
  /** Takes what a person pasted; undefined until it is asked for. */
  answer: ((text: string | undefined) => void) | undefined
}

/** Adds Generate Token: one sign-in of each connection at a time, a new one ends the one before. */
export function addTokenRoutes(server: FastifyInstance, parts: ConsoleParts): void {
  const { profiles, events, now = Date.now } = parts
  const signIns = new Map<string, SignIn>()
  const end = (name: string): void => signIns.get(name)?.stop.abort()

  server.post<OfConnection>('/api/connections/:name/token', async (request, reply) => {
    const { way = 'browser' } = readBody(tokenRequest, request.body ?? {})
    const connection = await profiles.connection(request.params.name)
    const credential = await parts.credential(connection)
    const { name } = connection
    end(name)
    const signIn: SignIn = { stop: new AbortController(), answer: undefined }
    signIns.set(name, signIn)
    const stream = openLineStream<TokenStep>(reply)
    const signal = AbortSignal.any([stream.gone, signIn.stop.signal])
    signal.addEventListener('abort', () => signIn.answer?.(undefined), { once: true })
    const interaction: Interaction = {
      way,
      async openBrowser(url) {
        stream.send({ step: 'open', url })
        return true
      },
      // It has just been sent.
      showAddress: () => undefined,
      showDeviceCode({ userCode, verificationUri, expiresInSeconds }) {
        const expiresAt = new Date(now() + expiresInSeconds * 1000).toISOString()
        stream.send({ step: 'device', url: verificationUri, code: userCode, expiresAt })
      },
      askForAnswer: (prompt) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve(undefined)
          signIn.answer = (text) => {
            signIn.answer = undefined
            resolve(text)
          }
          stream.send({ step: 'paste', prompt })
        }),
    }
    try {
      const status = await credential.generate(signal, interaction)
      stream.send({ step: 'done', token: tokenOf(connection, status, now()) })
    } catch (thrown) {
      const error = signal.aborted ? givenUp() : thrown
      stream.send({ step: 'failed', error: apiErrorOf(error, events.mask) })
    } finally {
      if (signIns.get(name) === signIn) signIns.delete(name)
      stream.end()
    }
  })

  server.post<OfConnection>('/api/connections/:name/token/answer', async (request) => {
    const { value } = readBody(tokenAnswer, request.body)
    // The code in it is good for one use only, by whoever is first.
    events.hide(codeIn(value))
    const { name } = await profiles.get(request.params.name)
    const answer = signIns.get(name)?.answer
    if (answer === undefined)
      throw new AzdoError('REQUEST_INVALID', `No sign-in of ${name} waits for an answer.`, {
        hint: 'Press Generate Token again.',
      })
    answer(value)
    return {}
  })

  server.delete<OfConnection>('/api/connections/:name/token', async (request) => {
    end((await profiles.get(request.params.name)).name)
    return {}
  })
}

/** Undefined for what is too short to be one: a word hidden by mistake would be missing everywhere. */
function codeIn(pasted: string): string | undefined {
  const code = /[?#&]code=([^&#\s]+)/.exec(pasted)?.[1] ?? pasted.trim()
  return code.length < 16 ? undefined : code
}

function givenUp(): AzdoError {
  return new AzdoError('STATEMENT_CANCELED', 'The sign-in was given up.', {
    hint: 'Press Generate Token to begin again.',
  })
}
