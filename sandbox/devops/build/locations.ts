import type { Location } from '../route.js'

function location(resource: string, id: string): Location {
  return { area: 'build', resource, id }
}

/** Resources of the build area as Microsoft's client asks for them. */
export const buildLocations = {
  builds: location('Builds', '0cd358e1-9217-4d94-8269-1c1ee6f93dcf'),
  changes: location('Changes', '54572c7b-bbd3-45d4-80dc-28be08941620'),
  changesBetween: location('Changes', 'f10f0ea5-18a1-43ec-a8fb-2042c7be9b43'),
  workItems: location('WorkItems', '5a21f5d2-5642-47e4-a0bd-1356e6731bee'),
  workItemsBetween: location('WorkItems', '52ba8915-5518-42e3-a4bb-b0182d159e2d'),
  timeline: location('Timeline', '8baac422-4c6e-4de5-8532-db96d92acffa'),
  logs: location('Logs', '35a80daf-7f30-45fc-86e8-6b813d9c90df'),
  artifacts: location('Artifacts', '1db06c96-014e-44e1-ac91-90b2d4b3e984'),
  attachments: location('Attachments', 'f2192269-89fa-4f94-baf6-8fb128c55159'),
  buildTags: location('Tags', '6e6114b2-8161-44c8-8f6c-c5505782427f'),
  definitionTags: location('Tags', 'cb894432-134a-4d31-a839-83beceaace4b'),
  tags: location('Tags', 'd84ac5c6-edc7-43d5-adc9-1b34be5dea09'),
  buildProperties: location('Properties', '0a6312e9-0627-49b7-8083-7d74a64849c9'),
  definitionProperties: location('Properties', 'd9826ad7-2a68-46a9-a6e9-677698777895'),
  buildLeases: location('Leases', '3da19a6a-f088-45c4-83ce-2ad3a87be6c4'),
  leases: location('Leases', '272051e4-9af1-45b5-ae22-8d960a5539d4'),
  retention: location('Retention', 'dadb46e7-5851-4c72-820e-ae8abb82f59f'),
  definitions: location('Definitions', 'dbeaf647-6167-421a-bda9-c9327b25e2e6'),
  revisions: location('Revisions', '7c116775-52e5-453e-8c5d-914d9762d8c4'),
  yaml: location('Yaml', '7c3df3a1-7e51-4150-8cf7-540347f8697f'),
  folders: location('Folders', 'a906531b-d2da-4f55-bda7-f3e676cc50d9'),
  status: location('Status', '07acfdce-4757-4439-b422-ddd13a2fcc10'),
  latest: location('Latest', '54481611-01f4-47f3-998f-160da0f0c229'),
  projectMetrics: location('Metrics', '7433fae7-a6bc-41dc-a6e2-eef9005ce41a'),
  definitionMetrics: location('Metrics', 'd973b939-0ce0-4fec-91d8-da3940fa1827'),
  settings: location('Settings', 'aa8c1c9c-ef8b-474a-b8c4-785c7b191d0d'),
  generalSettings: location('GeneralSettings', 'c4aefd19-30ff-405b-80ad-aca021e7242a'),
  resourceUsage: location('ResourceUsage', '3813d06c-9e36-4ea1-aac3-61a485d60e3d'),
  controllers: location('Controllers', 'fcac1932-2ee1-437f-9b6f-7f696be858f6'),
  stages: location('Stages', 'b8aac6c9-744b-46e1-88fc-3550969f9313'),
}
