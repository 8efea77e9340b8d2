/** A pipeline task as agents run it. */
export interface Task {
  id: string
  name: string
  friendlyName: string
  description: string
  category: string
  author: string
  version: { major: number; minor: number; patch: number }
  runsOn: readonly string[]
  inputs: readonly { name: string; label: string; type: string; defaultValue?: string; required: boolean }[]
}

function task(
  id: string,
  name: string,
  friendlyName: string,
  version: readonly [number, number, number],
  inputs: Task['inputs'],
  category = 'Utility',
): Task {
  const [major, minor, patch] = version
  return {
    id,
    name,
    friendlyName,
    description: `${friendlyName} on Linux, macOS, or Windows`,
    category,
    author: 'Microsoft Corporation',
    version: { major, minor, patch },
    runsOn: ['Agent', 'DeploymentGroup'],
    inputs,
  }
}

const script = { name: 'script', label: 'Script', type: 'multiLine', defaultValue: '', required: true }

/** What PowerShell 1 takes, and classic pipelines still use. */
const oldScript = [
  { name: 'scriptType', label: 'Type', type: 'pickList', defaultValue: 'inlineScript', required: true },
  { name: 'scriptName', label: 'Script Path', type: 'filePath', defaultValue: '', required: true },
  { name: 'arguments', label: 'Arguments', type: 'string', defaultValue: '', required: false },
  { name: 'workingFolder', label: 'Working folder', type: 'filePath', defaultValue: '', required: false },
  {
    name: 'inlineScript',
    label: 'Inline Script',
    type: 'multiLine',
    defaultValue: 'Write-Host "größe"',
    required: true,
  },
  {
    name: 'failOnStandardError',
    label: 'ErrorActionPreference',
    type: 'boolean',
    defaultValue: 'true',
    required: false,
  },
]

/** The task definitions of the organization. One id may stand for several versions (facts 9). */
export const tasks: readonly Task[] = [
  task('e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 'PowerShell', [2, 247, 1], [script]),
  task('e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 'PowerShell', [1, 2, 3], oldScript),
  task('d9bafed4-0b18-4f58-968d-86655b4d2ce9', 'CmdLine', 'Command line', [2, 250, 1], [script]),
  task(
    '5541a522-603c-47ad-91fc-a4b1d163081b',
    'DotNetCoreCLI',
    '.NET Core',
    [2, 255, 0],
    [
      { name: 'command', label: 'Command', type: 'pickList', defaultValue: 'build', required: true },
      { name: 'projects', label: 'Path to project(s)', type: 'multiLine', required: false },
    ],
    'Build',
  ),
  task(
    '0b0f01ed-7dde-43ff-9cbb-e48954daf9b1',
    'PublishTestResults',
    'Publish Test Results',
    [2, 247, 1],
    [
      {
        name: 'testRunner',
        label: 'Test result format',
        type: 'pickList',
        defaultValue: 'JUnit',
        required: true,
      },
    ],
    'Test',
  ),
  task(
    '2ff763a7-ce83-4e1f-bc89-0ae63477cebe',
    'PublishBuildArtifacts',
    'Publish build artifacts',
    [1, 247, 1],
    [{ name: 'ArtifactName', label: 'Artifact name', type: 'string', defaultValue: 'drop', required: true }],
  ),
]

/** A task by its name: the newest version unless another major one is given. */
export function taskNamed(name: string, major?: number): Task {
  const found = tasks.find(
    (candidate) => candidate.name === name && (major === undefined || candidate.version.major === major),
  )
  if (!found) throw new Error(`no task is called ${name}`)
  return found
}

/** The values a step gives the inputs of a task when nobody changes them. */
export function defaultInputs(task: Task): Record<string, string> {
  return Object.fromEntries(task.inputs.map(({ name, defaultValue }) => [name, defaultValue ?? '']))
}
