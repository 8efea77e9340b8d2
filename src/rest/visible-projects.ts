import type { RestClient } from './rest-client.js'

/** A project that the identity may see. */
export interface Project {
  readonly id: string
  readonly name: string
}

/** The projects of the organization that the identity may see, by name. Errors as RestClient. */
export async function visibleProjects(client: RestClient, signal?: AbortSignal): Promise<Project[]> {
  const projects: Project[] = []
  const request = { host: 'core', method: 'GET', path: '/_apis/projects', signal } as const
  for await (const page of client.pages(request, { style: 'top-skip', size: 100 })) {
    for (const each of page) {
      const { id, name } = (each ?? {}) as { id?: unknown; name?: unknown }
      if (typeof id === 'string' && typeof name === 'string') projects.push({ id, name })
    }
  }
  return projects.sort((a, b) => a.name.localeCompare(b.name))
}
