import type { GatewayAddress } from './gateway-address.js'
import { quoteIdentifier, searchPath, startupOptions } from './search-path.js'

/** Who `azdo dsn` writes for. */
export const dsnTargets = ['psql', 'odbc', 'jdbc', 'dotnet', 'python', 'excel', 'powerbi'] as const
export type DsnTarget = (typeof dsnTargets)[number]

/** What a client needs to reach a connection's tables, as text to paste into its own settings. Holds the password. */
export function driverSettings(target: DsnTarget, connection: string, gateway: GatewayAddress): string {
  return { psql, odbc, jdbc, dotnet, python, excel, powerbi }[target](connection, gateway)
}

function psql(connection: string, gateway: GatewayAddress): string {
  return `${connectionUri('postgresql', connection, gateway)}\n`
}

/** An odbc.ini section (psqlODBC configuration options). */
function odbc(connection: string, gateway: GatewayAddress): string {
  return `; Goes into ~/.odbc.ini or, for every user, /etc/odbc.ini. Try it with: isql ${connection}
; The driver's name is the one that odbcinst -q -d lists.
[${connection}]
Driver = PostgreSQL Unicode
Description = Azure DevOps through azdo-connector
Servername = ${gateway.host}
Port = ${gateway.port}
Database = ${gateway.database}
Username = ${gateway.user}
Password = ${gateway.password}
ConnSettings = ${connSettings(connection)}
UseServerSidePrepare = 1
`
}

function jdbc(connection: string, gateway: GatewayAddress): string {
  const query = new URLSearchParams({
    user: gateway.user,
    password: gateway.password,
    currentSchema: searchPath(connection),
  })
  return `jdbc:postgresql://${authority(gateway)}/${gateway.database}?${query.toString().replaceAll('+', '%20')}\n`
}

function dotnet(connection: string, gateway: GatewayAddress): string {
  const pairs = [
    ['Host', gateway.host],
    ['Port', String(gateway.port)],
    ['Database', gateway.database],
    ['Username', gateway.user],
    ['Password', gateway.password],
    ['Search Path', searchPath(connection)],
  ]
  return `${pairs.map(([key, value]) => `${key}=${quotedPairValue(value!)}`).join(';')}\n`
}

function python(connection: string, gateway: GatewayAddress): string {
  return `# psycopg
import psycopg
connection = psycopg.connect("${connectionUri('postgresql', connection, gateway)}")

# SQLAlchemy
from sqlalchemy import create_engine
engine = create_engine("${connectionUri('postgresql+psycopg', connection, gateway)}")
`
}

function excel(connection: string, gateway: GatewayAddress): string {
  return `1. Install the PostgreSQL ODBC driver (psqlODBC), in the same bitness as Excel.
2. Data > Get Data > From Other Sources > From ODBC. Leave the data source name at (None), open Advanced options and
   paste this as the connection string:
   Driver={PostgreSQL Unicode(x64)};Server=${gateway.host};Port=${gateway.port};Database=${gateway.database};ConnSettings={${connSettings(connection)}};
3. Choose Database as the kind of credentials:
   user name ${gateway.user}
   password  ${gateway.password}
4. Pick tables of the schema ${connection}, or give a SQL statement in the advanced options.
`
}

function powerbi(connection: string, gateway: GatewayAddress): string {
  return `1. Get data > PostgreSQL database.
   Server    ${authority(gateway)}
   Database  ${gateway.database}
2. Choose Database as the kind of credentials:
   user name ${gateway.user}
   password  ${gateway.password}
   The gateway answers on this machine only, without encryption: accept that when asked, or clear "Encrypt connections" in
   File > Options and settings > Data source settings > Edit permissions.
3. Pick tables of the schema ${connection}. The same in Power Query:
   let
     Source = PostgreSQL.Database(${mText(authority(gateway))}, ${mText(gateway.database)}),
     Table = Source{[Schema = ${mText(connection)}, Item = "work_items"]}[Data]
   in
     Table
`
}

/** A connection URI (PostgreSQL manual, 32.1.1.2), every part percent-encoded. */
function connectionUri(scheme: string, connection: string, gateway: GatewayAddress): string {
  const options = startupOptions({ search_path: searchPath(connection) })
  const user = `${encodeURIComponent(gateway.user)}:${encodeURIComponent(gateway.password)}`
  return `${scheme}://${user}@${authority(gateway)}/${encodeURIComponent(gateway.database)}?options=${encodeURIComponent(options)}`
}

function authority(gateway: GatewayAddress): string {
  return `${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${gateway.port}`
}

/** SQL the ODBC driver runs after signing in. */
function connSettings(connection: string): string {
  return `set search_path to ${quoteIdentifier(connection)}, public`
}

/** A value in an ADO.NET connection string: quoted where a quote, semicolon, equals sign or outer space would mislead. */
function quotedPairValue(value: string): string {
  if (!/[;="']|^\s|\s$/.test(value)) return value
  return value.includes('"') && !value.includes("'") ? `'${value}'` : `"${value.replaceAll('"', '""')}"`
}

function mText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
