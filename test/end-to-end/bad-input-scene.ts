import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { startSandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { freePort, openAzdo, type Azdo, type Ended } from './azdo-process.js'
import { appCredentialsArguments } from './connection-arguments.js'
import { foundSecrets, printedTexts, secretsOf } from './secret-search.js'

/** Given wherever a secret goes that is wrong: it must not be seen anywhere. */
export const wrongSecret = 'wRong~8Q~secret~that~is~nowhere~else'

/** What a command line can run into. */
export interface Scene {
  /** An AZDO_HOME with the connection `box`, which is right. */
  readonly azdo: Azdo
  readonly info: SandboxInfo
  /** A port that a web server listens on which knows nothing of Azure DevOps. */
  readonly websitePort: number
  /** A port that nothing listens on. */
  readonly closedPort: number
  /** Nothing printed so far shows a secret: the wrong one, the sandbox's, or one kept in AZDO_HOME. */
  expectNoSecretPrinted(): Promise<void>
  close(): Promise<void>
}

/** `seed`: the sandbox's, another one in each file. */
export async function openScene(seed: number): Promise<Scene> {
  const azdo = openAzdo()
  const sandbox = await startSandbox({ port: 0, seed, projects: 3, workItems: 60 })
  const website = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><title>Welcome</title><h1>It works!</h1>')
  })
  await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve))
  const { info } = sandbox
  const added = await azdo.run(appCredentialsArguments('box', info), { input: info.clientSecret })
  expect(added.code).toBe(0)
  return {
    azdo,
    info,
    websitePort: (website.address() as { port: number }).port,
    closedPort: await freePort(),
    async expectNoSecretPrinted() {
      const secrets = await secretsOf(azdo.home, info)
      secrets.set('wrong secret', wrongSecret)
      const texts = printedTexts(azdo.printed)
      expect(texts.size).toBeGreaterThan(20)
      expect(foundSecrets(secrets, texts)).toEqual([])
    },
    async close() {
      await azdo.close()
      await sandbox.close()
      website.closeAllConnections()
      website.close()
    },
  }
}

/** Exit code, nothing on stdout, one line on stderr that says what happened and one that says what to do. */
export function expectRefusal(ended: Ended, exit: 1 | 2, ...says: readonly RegExp[]): void {
  expect({ code: ended.code, out: ended.out, err: ended.err }).toEqual({
    code: exit,
    out: '',
    err: expect.stringMatching(/^(reading [^\n]+\n)*azdo: [^\n]+\n {6}[^\n]+\n$/),
  })
  for (const each of says) expect(ended.err).toMatch(each)
  // Neither stacks nor the system's own way of speaking.
  expect(ended.err).not.toMatch(/\bE[A-Z]{5,}: |node:internal|\bundefined\b|\[object /)
}

/** Makes a test out of a command line that is to be refused. What needs the scene is given as a function of it. */
export function refusalsIn(scene: () => Scene) {
  const refuse =
    (env: Readonly<Record<string, string>> | ((scene: Scene) => Record<string, string>) = {}) =>
    (
      what: string,
      line: string | readonly string[] | ((scene: Scene) => readonly string[]),
      exit: 1 | 2,
      ...says: readonly RegExp[]
    ): void =>
      it(what, async () => {
        const args =
          typeof line === 'function' ? line(scene()) : typeof line === 'string' ? line.split(' ') : line
        const ended = await scene().azdo.run(args, { env: typeof env === 'function' ? env(scene()) : env })
        expectRefusal(ended, exit, ...says)
      })
  return { refuses: refuse(), refusesWith: refuse }
}
