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

/** The task definitions of the organization. One id may stand for several versions (facts 9). */
export const tasks: readonly Task[] = [
  task('e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 'PowerShell', [2, 247, 1], [script]),
  task('e213ff0f-5d5c-4791-802d-52ea3e7be1f1', 'PowerShell', 'PowerShell', [1, 2, 3], [script]),
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

/** The newest version of a task by its name. */
export function taskNamed(name: string): Task {
  const found = tasks.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no task is called ${name}`)
  return found
}
