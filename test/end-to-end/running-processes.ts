import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine as Linux shows it (proc(5)). */
export interface RunningProcess {
  readonly pid: number
  readonly commandLine: string
}

export const canListProcesses = process.platform === 'linux'

/** Every process of this machine that has a command line. */
export function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return commandLine === '' ? [] : [{ pid: Number(name), commandLine }]
      } catch {
        // It ended meanwhile.
        return []
      }
    })
}
