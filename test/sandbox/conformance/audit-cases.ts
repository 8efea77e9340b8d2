import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const version = 'api-version=7.1-preview.1'
const path = '/_apis/audit'
const splunk = {
  consumerType: 'Splunk',
  consumerInputs: { SplunkUrl: 'https://größe.example:8088', SplunkEventCollectorToken: 'secret' },
}

async function newStream(box: Client): Promise<string> {
  const answer = await box.post(`${path}/streams?daysToBackfill=0&${version}`, splunk)
  return String(answer.body.id)
}

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: ConformanceCase['address'],
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return { specification: 'audit/audit.json', method, operation: `${path}/${operation}`, address, ...more }
}

export const auditCases: readonly ConformanceCase[] = [
  one('GET', 'actions', `${path}/actions?areaName=Security&${version}`),
  one('GET', 'auditlog', `${path}/auditlog?batchSize=30&${version}`),
  one('GET', 'downloadlog', `${path}/downloadlog?format=csv&startTime=2026-06-01&${version}`),
  one('GET', 'streams', `${path}/streams?${version}`),
  one('POST', 'streams', `${path}/streams?daysToBackfill=7&${version}`, { body: splunk }),
  one('PUT', 'streams', `${path}/streams?${version}`, { body: { id: 1, ...splunk } }),
  one('GET', 'streams/{streamId}', `${path}/streams/1?${version}`),
  one('PUT', 'streams/{streamId}', `${path}/streams/1?status=disabledByUser&${version}`),
  one('DELETE', 'streams/{streamId}', async (box) => `${path}/streams/${await newStream(box)}?${version}`, {
    status: 204,
  }),
]
