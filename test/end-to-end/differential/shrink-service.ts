import type { SandboxInfo } from '../../../sandbox/sandbox.js'
import { changeService } from '../change-service.js'

/** Builds that a pipeline keeps, besides those that releases keep. */
const buildsKept = 8

type Named = { readonly id: string | number }
type Built = { readonly id: number; readonly definition: { readonly id: number } }
type Lease = { readonly leaseId: number; readonly runId: number }

/** Makes the world small enough to be read whole again and again: few pipelines and repositories in each project. */
export async function shrinkService(info: SandboxInfo, keep = 3): Promise<void> {
  const service = changeService(info)
  const list = async <T>(address: string) => ((await service.send('GET', address)) as { value: T[] }).value
  // What others keep stays.
  const remove = (address: string) => service.send('DELETE', address).catch(() => undefined)
  for (const { id } of await list<Named>('_apis/projects?stateFilter=wellFormed')) {
    const address = `${id}/_apis/build`
    const builds = await list<Built>(`${address}/builds?$top=5000`)
    const pipelines = (await list<Named>(`${address}/definitions`)).map((pipeline) => ({
      id: pipeline.id,
      builds: builds.filter(({ definition }) => definition.id === pipeline.id),
    }))
    // Of those with few builds, few are to be removed.
    pipelines.sort((a, b) => a.builds.length - b.builds.length)
    for (const [at, pipeline] of pipelines.entries()) {
      const doomed = at < keep ? pipeline.builds.slice(buildsKept) : pipeline.builds
      const leases = await list<Lease>(`${address}/retention/leases?definitionId=${pipeline.id}`)
      const released = leases.filter(({ runId }) => at >= keep || doomed.some((one) => one.id === runId))
      const ids = released.map(({ leaseId }) => leaseId).join()
      if (ids !== '') await remove(`${address}/retention/leases?ids=${ids}`)
      if (at >= keep) await remove(`${address}/definitions/${pipeline.id}`)
      else for (const one of doomed) await remove(`${address}/builds/${one.id}`)
    }
    for (const { id: repository } of (await list<Named>(`${id}/_apis/git/repositories`)).slice(keep))
      await remove(`${id}/_apis/git/repositories/${repository}`)
  }
}
