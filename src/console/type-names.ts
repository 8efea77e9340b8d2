/** Type OIDs of PostgreSQL (src/include/catalog/pg_type.dat), with the OID of the array of each. */
const types: readonly (readonly [oid: number, array: number, name: string])[] = [
  [16, 1000, 'boolean'],
  [17, 1001, 'bytea'],
  [18, 1002, 'char'],
  [19, 1003, 'name'],
  [20, 1016, 'bigint'],
  [21, 1005, 'smallint'],
  [23, 1007, 'integer'],
  [24, 1008, 'regproc'],
  [25, 1009, 'text'],
  [26, 1028, 'oid'],
  [27, 1010, 'tid'],
  [28, 1011, 'xid'],
  [114, 199, 'json'],
  [142, 143, 'xml'],
  [600, 1017, 'point'],
  [650, 651, 'cidr'],
  [700, 1021, 'real'],
  [701, 1022, 'double precision'],
  [790, 791, 'money'],
  [829, 1040, 'macaddr'],
  [869, 1041, 'inet'],
  [1042, 1014, 'character'],
  [1043, 1015, 'character varying'],
  [1082, 1182, 'date'],
  [1083, 1183, 'time'],
  [1114, 1115, 'timestamp'],
  [1184, 1185, 'timestamptz'],
  [1186, 1187, 'interval'],
  [1266, 1270, 'timetz'],
  [1560, 1561, 'bit'],
  [1700, 1231, 'numeric'],
  [2205, 2210, 'regclass'],
  [2206, 2211, 'regtype'],
  [2249, 2287, 'record'],
  [2278, 0, 'void'],
  [2950, 2951, 'uuid'],
  [3614, 3643, 'tsvector'],
  [3802, 3807, 'jsonb'],
  [3904, 3905, 'int4range'],
  [3906, 3907, 'numrange'],
  [3910, 3911, 'tstzrange'],
  [3912, 3913, 'daterange'],
]
const names = new Map(
  types.flatMap(([oid, array, name]) => [[oid, name] as const, [array, `${name}[]`] as const]),
)

/** The SQL name of a type, as `azdo tables` writes it; `unknown` for types of extensions and of users. */
export function typeName(oid: number): string {
  return names.get(oid) ?? 'unknown'
}
