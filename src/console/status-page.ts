import type { ConsoleStatus } from './console-status.js'

/** The console's page: where the gateway is, which connections there are, how to connect. */
export function statusPage({ version, gateway, connections }: ConsoleStatus): string {
  const rows = connections.map(
    (each) =>
      `<tr><td>${escape(each.name)}${each.isDefault ? ' (default)' : ''}</td><td>${escape(each.organization)}</td><td>${escape(each.auth)}</td></tr>`,
  )
  const name = connections.find((each) => each.isDefault)?.name ?? 'NAME'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>azdo-connector</title>
<link rel="stylesheet" href="/console.css">
</head>
<body>
<h1>azdo-connector ${escape(version)}</h1>
<h2>Gateway</h2>
<p>It speaks the PostgreSQL protocol on <code>${escape(gateway.host)}:${gateway.port}</code>,
database <code>${escape(gateway.database)}</code>, user <code>${escape(gateway.user)}</code>.</p>
<h2>Connections</h2>
${
  rows.length === 0
    ? '<p>None yet. Add one with <code>azdo connection add</code>.</p>'
    : `<table><thead><tr><th>Name</th><th>Organization</th><th>Sign-in</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}
<h2>Connect a program</h2>
<p><code>azdo dsn ${escape(name)} --for psql</code> prints the address with its password; other forms are
<code>odbc</code>, <code>jdbc</code>, <code>dotnet</code>, <code>python</code>, <code>excel</code> and <code>powerbi</code>.</p>
</body>
</html>
`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
