const count = new Intl.NumberFormat('en')

/** `1 row`, `1,200 rows`. */
function many(number: number, one: string, several = `${one}s`): string {
  return `${count.format(number)} ${number === 1 ? one : several}`
}

/** `0.3 s`, `1 min 05 s`. */
function time(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`
}

function bytes(number: number): string {
  if (number < 1000) return `${number} B`
  return number < 1_000_000 ? `${(number / 1000).toFixed(1)} kB` : `${(number / 1_000_000).toFixed(1)} MB`
}

/** Texts of the query page. */
export const query = {
  count: (number: number) => count.format(number),
  time,
  bytes,
  tab: 'Query',
  tabs: 'Queries',
  newTab: 'New query',
  closeTab: 'Close this query',
  connection: 'Connection',
  noConnections: 'There is no connection yet.',
  noConnectionsHint: 'A query reads the data of a connection. Set one up first; it takes a few minutes.',
  addConnection: 'Set up a connection',
  editor: 'SQL. Control and Enter runs the statement at the cursor.',
  placeholder: "select id, title, state from work_items where state = 'Active' limit 100",
  parameters: 'Parameters',
  parametersHelp: 'What stands for $1, $2 … in the query. PostgreSQL turns the text into the type it needs.',
  parameter: (number: number) => `$${number}`,
  isNull: 'NULL',
  isNullOf: (number: number) => `$${number} is NULL`,
  run: 'Run',
  runAll: 'Run all',
  runHint:
    'Ctrl+Enter (⌘+Enter) runs the selected text, or the statement at the cursor. With Shift everything is run.',
  stop: 'Stop',
  mostRows: 'Rows at most',
  history: 'History',
  historySearch: 'Search the history',
  historyEmpty: 'Nothing was run yet.',
  historyNone: 'No query has these words.',
  historyAbout: 'Queries that were run in this browser, the newest first. Results are not kept.',
  historyOpen: 'Open',
  historyClear: 'Clear the history',
  outcomes: { failed: 'Failed', cancelled: 'Stopped' },
  nothingRun: 'Write a query and run it. The result appears here.',
  examples: 'Or begin with an example:',
  running: (elapsed: string) => `Running, ${elapsed}`,
  finished: (rows: number, elapsed: string) => `Done: ${many(rows, 'row')} in ${elapsed}`,
  cancelled: (rows: number) => `Stopped. ${many(rows, 'row')} had arrived.`,
  more: (rows: number) =>
    `There are more rows than the first ${count.format(rows)}. Choose a larger number of rows, or let the query filter or count.`,
  calls: (calls: number) => many(calls, 'service call'),
  place: (line: number, column: number) => `Line ${line}, column ${column}`,
  goThere: 'Go to the place',
  code: (code: string) => `Code ${code}`,
  statements: 'Results',
  statement: (number: number, about: string) => `${number}: ${about}`,
  views: { rows: 'Rows', chart: 'Chart', cost: 'What it cost', messages: 'Messages' },
  view: 'Views of the result',
  noColumns: (command: string) => `Done: ${command}`,
  grid: (rows: number, columns: number) => `Result: ${many(rows, 'row')}, ${many(columns, 'column')}`,
  gridHelp:
    'Arrow keys move, Shift extends the selection, Control+C copies it, Enter shows the whole value, Alt with left or right makes a column narrower or wider.',
  row: 'Row',
  widen: (name: string) => `Width of ${name}`,
  nullValue: 'NULL',
  noItems: 'empty',
  moreItems: (items: number) => `+${items}`,
  copied: (cells: number) => `${many(cells, 'cell')} copied`,
  copyFailed: 'Not copied. The browser does not let this page use the clipboard.',
  copySelection: 'Copy selection',
  copyHeader: 'With names',
  htmlAsText: 'HTML as plain text',
  download: 'Download',
  formats: { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON' },
  value: (column: string, row: number) => `${column}, row ${count.format(row)}`,
  valueEmpty: 'The text is empty.',
  valueSource: 'As it is',
  exact: 'Exactly',
  local: 'In your time zone',
  utc: 'UTC',
  items: (items: number) => many(items, 'item'),
  members: (members: number) => many(members, 'member'),
  chart: {
    form: 'Form',
    forms: { bar: 'Bars', line: 'Lines', area: 'Areas', pie: 'Pie', scatter: 'Dots' },
    label: 'Along',
    values: 'Values',
    countRows: 'Number of rows',
    series: 'One for each',
    noSeries: 'Nothing',
    nothing: 'There is nothing to draw: the result has no rows.',
    rows: 'rows',
    none: '(none)',
    rest: (rest: number) => `${count.format(rest)} others`,
    summed: 'Rows of one name are added up.',
    left: (left: number) => `${count.format(left)} do not fit and are put together or left out.`,
    table: 'The chart as a table',
    summary: (form: string, values: string, label: string, points: number) =>
      `${form} of ${values} along ${label}, ${many(points, 'point')}.`,
    range: (name: string, low: string, high: string) => `${name} from ${low} to ${high}.`,
  },
  cost: {
    nothing: 'Nothing was asked of Azure DevOps: no table of a connection was read.',
    notYet: 'Nothing was run yet.',
    live: 'Still running: the numbers grow.',
    calls: 'Service calls',
    rows: 'Rows read',
    bytes: 'Received',
    time: 'Time',
    reads: 'What was read',
    table: 'Table',
    asked: 'The service was asked for',
    everything: 'everything',
    from: 'Source',
    service: 'Azure DevOps',
    shared: 'a read that was under way',
    held: 'rows that were here',
    plan: 'How the service is asked',
    planAbout: 'What EXPLAIN says of this statement. It asks the service nothing.',
    planFailed: 'The plan of this statement could not be shown.',
    planWait: 'Asking for the plan …',
    noScans: 'This statement reads no table of a connection.',
    expected: (calls: number, atLeast: boolean) => `${atLeast ? 'at least ' : ''}${many(calls, 'call')}`,
    request: 'Request',
    notPushed: 'Checked here, on the rows that arrive',
    allPushed: 'Every condition that the service can check is sent to it.',
  },
  messages: {
    none: 'PostgreSQL and the gateway had nothing to say.',
  },
}
