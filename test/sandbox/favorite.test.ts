import { expect, test } from 'vitest'
import { client, type Json } from './devops-client.js'

const v = 'api-version=7.1-preview.1'
const at = '/_apis/favorite/favorites'
const type = 'Microsoft.TeamFoundation.Build.Definition'

test('a person sees the favorites of their own, or on request those of another', async () => {
  const box = client({ seed: 5, projects: 2, workItems: 20 })
  const other = box.organization.people[0]
  const own = await box.get(`${at}?${v}`)
  expect(own.body.value.every(({ owner }: Json) => owner.id === box.me.id)).toBe(true)
  const theirs = await box.get(`${at}?ownerScopeType=User&ownerScopeId=${other?.id}&${v}`)
  expect(theirs.body.value.every(({ owner }: Json) => owner.id === other?.id)).toBe(true)
})

test('a favorite is there once, found by its artifact, and gone when deleted', async () => {
  const box = client({ seed: 5, projects: 2, workItems: 20 })
  const body = {
    artifactType: type,
    artifactId: 'vstfs:///Build/Definition/3',
    artifactName: 'Größe',
    artifactScope: { type: 'Project', id: box.organization.projects[0]?.id },
  }
  const made = await box.post(`${at}?${v}`, body)
  expect((await box.post(`${at}?${v}`, body)).body.id).toBe(made.body.id)
  const scope = `artifactType=${type}&artifactScopeType=Project`
  const byArtifact = `${at}?${scope}&artifactId=${encodeURIComponent(body.artifactId)}&${v}`
  expect((await box.get(byArtifact)).body.id).toBe(made.body.id)
  expect((await box.send('DELETE', `${at}/${made.body.id}?${scope}&${v}`, {})).status).toBe(204)
  expect((await box.get(byArtifact)).status).toBe(404)
})
