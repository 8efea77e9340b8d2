const count = new Intl.NumberFormat('en')

/** Texts of the health page. */
export const health = {
  states: {
    connecting: 'Connecting …',
    live: 'Live',
    lost: 'The connection to azdo was lost. It is tried again by itself.',
  },
  sessions: 'Sessions',
  sessionsAbout: 'Programs that are connected to the gateway now; this console is one while it runs a query.',
  noSessions: 'No program is connected.',
  session: 'Session',
  program: 'Program',
  opened: 'Since',
  state: 'State',
  stateNames: {
    idle: 'Idle',
    'in transaction': 'In a transaction',
    fetching: 'Reading from Azure DevOps',
    running: 'Running',
  },
  statement: 'Statement',
  since: (seconds: number) =>
    seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`,
  noProgram: 'not named',
  cancel: 'Cancel',
  cancelOf: (id: number) => `Cancel the statement of session ${id}`,
  cancelled: (id: number) => `The statement of session ${id} was told to stop.`,
  budget: 'What Azure DevOps allows',
  budgetAbout:
    'Azure DevOps limits how much one identity may ask for in a while. When little is left, reads are slowed down by themselves.',
  noBudget: 'The service has set no limit so far. It tells one only when much is asked of it.',
  remaining: (remaining: number, limit: number) =>
    `${count.format(remaining)} of ${count.format(limit)} left`,
  unknown: 'No limit told',
  waits: (ms: number) => `Waits ${count.format(Math.ceil(ms / 1000))} s`,
  chart: (connection: string, words: string) => `Budget of ${connection}: ${words}`,
  errors: 'Last errors',
  noErrors: 'Nothing went wrong since azdo was started.',
  at: 'When',
  code: 'Code',
  message: 'Message',
  where: 'Where',
}
