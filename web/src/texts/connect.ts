/** How a program is connected: what it is good for, and the steps, each one thing to do. */
export interface ClientTexts {
  readonly about: string
  readonly steps: readonly string[]
  /** What the copied text is called. */
  readonly text: string
}

/** Texts of the page for other programs. */
export const connect = {
  title: 'Connect a program',
  about:
    'Programs see your Azure DevOps data as a PostgreSQL database on this computer. Choose yours, follow the steps, and copy the text. Reading is live: each query asks Azure DevOps for what it needs.',
  programs: 'Programs',
  steps: 'Steps',
  password:
    'The text holds the password of the gateway. Give it to nobody whom you would not let read the data.',
  running: 'The gateway answers as long as azdo is running, and on this computer only.',
  none: 'There is no connection yet. Set one up first; then the texts for your programs appear here.',
  toConnections: 'Set up a connection',
  any: {
    title: 'Any other program',
    about: 'Choose PostgreSQL as the kind of database, and fill in its form with these values.',
    host: 'Server or host',
    port: 'Port',
    database: 'Database',
    user: 'User name',
    schema: 'Schema with the tables',
    password: 'Password',
    passwordAbout: 'It is in each of the texts above.',
  },
  /** By the name that the server gives to each client. */
  clients: {
    psql: {
      about:
        'The command line of PostgreSQL, and any program that takes an address beginning with postgresql://.',
      steps: [
        'Open a terminal.',
        'Type psql and a space, paste the address in quotation marks, and press Enter.',
        'Type \\dt and press Enter to see the tables.',
      ],
      text: 'Address',
    },
    odbc: {
      about:
        'For programs that use ODBC on Linux or macOS. On Windows, enter the same values in "ODBC Data Sources".',
      steps: [
        'Install the PostgreSQL ODBC driver. On Debian and Ubuntu it is the package odbc-postgresql.',
        'Open the file .odbc.ini in your home folder, or make it, and paste the text at its end.',
        'In your program choose the data source with the name in square brackets.',
      ],
      text: 'Data source',
    },
    jdbc: {
      about: 'For DBeaver, DataGrip, Tableau and other programs written in Java.',
      steps: [
        'Make a new connection of the kind PostgreSQL.',
        'Choose to connect by URL, and paste the text there. User name and password are part of it.',
        'Test it in your program, and save.',
      ],
      text: 'URL',
    },
    dotnet: {
      about: 'For programs written in C# or F#, and for PowerShell, with the package Npgsql.',
      steps: [
        'Add the package Npgsql to the project.',
        'Use the text as the connection string. Keep it in the user secrets, not in the source.',
      ],
      text: 'Connection string',
    },
    python: {
      about: 'For scripts and notebooks, with psycopg, SQLAlchemy or pandas.',
      steps: [
        'Install the packages once: pip install "psycopg[binary]" sqlalchemy pandas',
        'Paste the part that you need into your script.',
        'With pandas, read a query by pandas.read_sql("select * from work_items", engine).',
      ],
      text: 'Python',
    },
    excel: {
      about: 'For workbooks whose tables are refreshed by a click.',
      steps: ['Follow what the text says, line by line; it holds every value that Excel asks for.'],
      text: 'Steps and values',
    },
    powerbi: {
      about: 'For reports in Power BI Desktop.',
      steps: ['Follow what the text says, line by line; it holds every value that Power BI asks for.'],
      text: 'Steps and values',
    },
  } as Readonly<Record<string, ClientTexts>>,
  /** Of a client that has no texts here. */
  other: { about: '', steps: [], text: 'Text' } as ClientTexts,
}
