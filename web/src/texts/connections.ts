/** Texts of the page on connections. */
export const connections = {
  title: 'Connections',
  about:
    'A connection is one Azure DevOps organization together with a way of signing in to it. Its data becomes tables that you can query.',
  add: 'New connection',
  import: 'Import',
  sandbox: 'Try it with the sandbox',
  sandboxAbout:
    'The sandbox is a make-believe Azure DevOps on this computer, with projects and work items to play with. Nothing leaves this computer, and you need no account.',
  sandboxAdded:
    'The sandbox is running, and the connection to it is ready. Test it, or go straight to a query.',
  none: 'No connection yet',
  noneAbout: 'Set one up with the details from your administrator, or look around with made-up data first.',
  all: 'All connections',

  card: {
    isDefault: 'Default',
    organization: 'Organization',
    project: 'Default project',
    everyProject: 'all projects',
    signIn: 'Signs in with',
    token: 'Token',
    edit: 'Set up and test',
    query: 'Query',
    makeDefault: 'Make it the default',
    export: 'Export',
    remove: 'Remove',
  },

  token: {
    states: {
      none: 'No token yet',
      held: 'Signed in',
      expired: 'The token has expired',
      ready: 'Ready, no token to generate',
    },
    until: (moment: string, left: string) => `until ${moment} (${left})`,
    was: (moment: string) => `ended ${moment}`,
    identity: 'Signed in as',
    kinds: { app: 'application', user: 'person' },
    permissions: 'May',
    scopes: 'Scopes',
    expires: 'Good until',
    tenant: 'Directory (tenant)',
    renewed: 'It is renewed by itself while the connection is in use.',
  },

  choose: {
    title: 'How do you sign in?',
    about: 'Ask your administrator if you are not sure. You can add further connections later.',
  },

  editor: {
    newTitle: (way: string) => `New connection: ${way}`,
    steps: { settings: 'Settings', token: 'Token', project: 'Default project', test: 'Test Connection' },
    afterSaving: 'Save the settings first.',
    otherWay: 'Another way of signing in',
    more: 'More settings',
    moreAbout: 'Seldom needed; the values already there suit almost everyone.',
    name: 'Name',
    nameHelp:
      'What you call this connection. Letters, digits and underscores are best: it is also the name of the schema its tables are in.',
    save: 'Save',
    saveNew: 'Save and continue',
    saved: 'Saved.',
    unsaved: 'Some values cannot be used yet. They are marked below.',
    held: 'Stored. Leave empty to keep it.',
    forget: 'Forget the stored value',
    oneOf: (label: string) => `${label} or something in its place`,
    default: (value: string) => `${value} (default)`,
    fromEnvironment: 'Given by an environment variable of the computer; a change here has no effect.',
    options: (label: string) => `Choices for ${label}`,
    noOption: 'Nothing in the list fits. What you typed is used as it is.',
    scopesList: 'Choose from a list',
    unit: (unit: string) => `(${unit})`,
    unknownName: (name: string) => `There is no connection named ${name}.`,
  },

  admin: {
    title: 'What an administrator does once',
    about: 'Tick off what is done. The ticks are kept in this browser only.',
    goesInto: 'Goes into',
    done: (done: number, all: number) => `${done} of ${all} done`,
  },

  generate: {
    start: 'Generate Token',
    again: 'Generate a new token',
    device: 'Sign in on another device',
    aboutPerson: 'A window opens in which you sign in with your own account. Come back here afterwards.',
    aboutApp: 'This signs in with the settings above and shows what the token is good for.',
    none: 'This way of signing in needs no token to be generated. Go on with Test Connection.',
    working: 'Signing in …',
    opened: 'A sign-in window has opened. Sign in there; this page goes on by itself.',
    openByHand: 'Open the sign-in window',
    noWindow: 'No window? Your browser may have blocked it. Open it yourself:',
    deviceOpen: 'On any device, open this page',
    deviceEnter: 'and enter this code:',
    deviceUntil: (moment: string) => `The code is good until ${moment}.`,
    code: 'Device code',
    paste: 'Address or code',
    pasteAbout:
      'The sign-in ends on a page outside this program. Copy the whole address from that window, or the code the page shows, and paste it here.',
    send: 'Continue',
    cancelled: 'Signing in was cancelled.',
    failed: 'No token was generated.',
    done: 'A token was generated.',
  },

  project: {
    about: 'Queries that name no project read this one. Leave it empty to read every project you may see.',
    after: 'The list of projects appears here once there is a token. Until then, type the name.',
    label: 'Default project',
    every: 'All projects',
    list: 'Projects',
    loading: 'Reading the projects …',
    noneFits: 'No project has this in its name.',
    save: 'Use this project',
    saved: (name: string) => (name === '' ? 'All projects are read.' : `${name} is the default project.`),
    failed: 'The projects could not be read.',
    count: (count: number) => (count === 1 ? '1 project can be seen.' : `${count} projects can be seen.`),
  },

  test: {
    start: 'Test Connection',
    again: 'Test again',
    about: 'Checks the address, the token, the organization and what can be read, one after the other.',
    running: 'Testing …',
    passed: (name: string) => `The connection ${name} works.`,
    failed: 'The test stopped here.',
    steps: 'Steps of the test',
    ok: 'passed',
    notOk: 'failed',
    next: 'Go to the first query',
    ms: (ms: number) => `${ms} ms`,
  },

  actions: {
    field: (label: string) => `Go to ${label}`,
    settings: 'Go to the settings',
    token: 'Generate Token',
  },

  importing: {
    title: 'Import a connection',
    about:
      'Paste a connection string: settings written as Key=Value, with a semicolon between them. It may hold secrets; they are stored sealed and never shown again.',
    text: 'Connection string',
    placeholder: 'Auth=AppCredentials;ClientId=…;Organization=…',
    save: 'Import',
  },

  exporting: {
    title: (name: string) => `Connection string of ${name}`,
    about:
      'For another computer or a colleague. Secrets are left out on purpose; whoever imports it adds them.',
    left: (labels: readonly string[]) => `Left out: ${labels.join(', ')}.`,
  },

  removing: {
    title: (name: string) => `Remove ${name}?`,
    about:
      'Its settings, its secrets and its token are deleted from this computer. Nothing changes in Azure DevOps. Queries and programs that use it stop working.',
    confirm: 'Remove it',
  },
}
