import pg, { type ClientBase } from 'pg'
import { codes } from '../errors/codes.js'
import { roleName } from './bookkeeping.js'
import { ownMark } from './user-routines.js'

/** SQLSTATE of the report by which a function asks the gateway for a call of the service. */
export const serviceCallCode = 'AZC01'

/** How long a function waits for a gateway to hear it, seconds. */
const gatewaySilence = 10

/**
 * What lets a function of SQL call the service: it reports to the client what it needs, in a message that the gateway
 * keeps to itself, and waits until the answer stands in `service_answers`. Equal calls of one statement are made once.
 * The arguments are in base64, since a report is converted into the encoding of the client.
 */
export const serviceCallBookkeeping: readonly string[] = [
  `CREATE UNLOGGED TABLE IF NOT EXISTS azdo.service_answers (
     pid integer NOT NULL, asked text NOT NULL, answer jsonb, error jsonb, done boolean NOT NULL,
     PRIMARY KEY (pid, asked))`,
  `CREATE OR REPLACE FUNCTION azdo.call_service(connection text, kind text, arguments jsonb) RETURNS jsonb
     LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
     AS $$ DECLARE
       ${ownMark}
       wanted text := md5(concat_ws(' ', extract(epoch FROM statement_timestamp()), connection, kind, arguments));
       found azdo.service_answers;
       reported_at timestamptz;
     BEGIN
       IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
         RAISE EXCEPTION USING ERRCODE = '${codes.STATEMENT_UNSUPPORTED.sqlstate}',
           MESSAGE = format('%s() works under READ COMMITTED only: a snapshot does not see what it reads.', kind),
           HINT = 'Run the statement outside of the transaction, or BEGIN ISOLATION LEVEL READ COMMITTED.';
       END IF;
       LOOP
         SELECT a.* INTO found FROM azdo.service_answers a
           WHERE a.pid = pg_backend_pid() AND a.asked = wanted;
         EXIT WHEN found.done;
         IF reported_at IS NULL AND current_setting('azdo.gateway', true) IS NOT NULL THEN
           reported_at := clock_timestamp();
           RAISE INFO USING ERRCODE = '${serviceCallCode}', MESSAGE = 'azdo calls Azure DevOps',
             DETAIL = encode(convert_to(json_build_object(
               'asked', wanted, 'connection', connection, 'kind', kind, 'arguments', arguments,
               'maxRequests', current_setting('azdo.max_requests', true))::text, 'UTF8'), 'base64');
         ELSIF reported_at IS NULL
             OR (found.done IS NULL AND clock_timestamp() > reported_at + interval '${gatewaySilence} seconds') THEN
           RAISE EXCEPTION USING ERRCODE = '${codes.STATEMENT_UNSUPPORTED.sqlstate}',
             MESSAGE = format('%s() works through the gateway only: nobody calls Azure DevOps for this session.', kind),
             HINT = 'Connect to the gateway instead of PostgreSQL; azdo dsn prints how.';
         END IF;
         PERFORM pg_sleep(0.002);
       END LOOP;
       IF found.error IS NOT NULL THEN
         RAISE EXCEPTION USING ERRCODE = found.error->>'sqlstate', MESSAGE = found.error->>'message',
           DETAIL = coalesce(found.error->>'detail', ''), HINT = coalesce(found.error->>'hint', '');
       END IF;
       RETURN found.answer;
     END $$`,
  `REVOKE ALL ON FUNCTION azdo.call_service(text, text, jsonb) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION azdo.call_service(text, text, jsonb) TO ${roleName}`,
]

interface ServiceFunction {
  readonly signature: string
  readonly returns: string
  readonly source: string
  readonly about: string
}

/** Makes `rest` and, where there are work items, `wiql` in a connection's schema, or brings them up to date. */
export async function defineServiceFunctions(
  client: ClientBase,
  schema: string,
  withWorkItems: boolean,
): Promise<void> {
  const { rows } = await client.query<{ name: string; source: string }>(
    `SELECT proname AS name, prosrc AS source FROM pg_proc
     WHERE pronamespace = to_regnamespace(quote_ident($1)) AND proname IN ('wiql', 'rest')`,
    [schema],
  )
  const held = new Map(rows.map(({ name, source }) => [name, source]))
  for (const [name, made] of Object.entries(functionsOf(schema, withWorkItems))) {
    if (held.get(name) === made.source) continue
    const full = `${pg.escapeIdentifier(schema)}.${made.signature}`
    const types = full.replace(/ DEFAULT NULL/g, '')
    await client.query(
      `CREATE OR REPLACE FUNCTION ${full} RETURNS ${made.returns} LANGUAGE plpgsql VOLATILE SECURITY DEFINER
         SET search_path = pg_catalog, pg_temp AS ${pg.escapeLiteral(made.source)}`,
    )
    await client.query(`REVOKE ALL ON FUNCTION ${types} FROM PUBLIC`)
    await client.query(`GRANT EXECUTE ON FUNCTION ${types} TO ${roleName}`)
    await client.query(`COMMENT ON FUNCTION ${types} IS ${pg.escapeLiteral(made.about)}`)
  }
}

/** Takes `wiql` away, which returns rows of a table that is about to be dropped. */
export function dropWiqlFunction(schema: string): string {
  return `DROP FUNCTION IF EXISTS ${pg.escapeIdentifier(schema)}.wiql(text)`
}

function functionsOf(schema: string, withWorkItems: boolean): Readonly<Record<string, ServiceFunction>> {
  const items = `${pg.escapeIdentifier(schema)}.work_items`
  const connection = pg.escapeLiteral(schema)
  const rest: ServiceFunction = {
    signature: 'rest(method text, path text, body jsonb DEFAULT NULL)',
    returns: 'jsonb',
    about:
      'What the REST API answers to a GET, or to a POST that only reads. The path begins after the organization.',
    source: ` ${ownMark} BEGIN
      RETURN azdo.call_service(${connection}, 'rest',
        jsonb_build_object('method', method, 'path', path, 'body', body));
    END `,
  }
  const wiql: ServiceFunction = {
    signature: 'wiql(query text)',
    returns: `SETOF ${items} ROWS 1000`,
    about: 'The work items that a flat WIQL query finds, in its order.',
    source: ` ${ownMark} DECLARE ids jsonb; BEGIN
      ids := azdo.call_service(${connection}, 'wiql', jsonb_build_object('query', query));
      RETURN QUERY SELECT w.* FROM jsonb_array_elements_text(ids) WITH ORDINALITY AS i(id, place)
        JOIN ${items} w ON w.id = i.id::bigint ORDER BY i.place;
    END `,
  }
  return withWorkItems ? { rest, wiql } : { rest }
}
