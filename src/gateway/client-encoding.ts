/**
 * A decoder for a PostgreSQL client_encoding, or undefined for one that cannot be decoded here.
 * SQL_ASCII says nothing about the bytes; PostgreSQL then takes them as the database's encoding, UTF-8.
 */
export function decoderFor(clientEncoding: string): ((bytes: Buffer) => string) | undefined {
  const name = clientEncoding.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  if (name === 'UTF8' || name === 'UNICODE' || name === 'SQLASCII') return (bytes) => bytes.toString('utf8')
  const windows = /^WIN(\d+)$/.exec(name)
  const label = windows ? `windows-${windows[1]}` : labels[name]
  if (label === undefined) return undefined
  try {
    const decoder = new TextDecoder(label)
    return (bytes) => decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** PostgreSQL's names (manual, "Character Set Support") for encodings of the WHATWG Encoding Standard. */
const labels: Readonly<Record<string, string>> = {
  LATIN1: 'iso-8859-1',
  LATIN2: 'iso-8859-2',
  LATIN3: 'iso-8859-3',
  LATIN4: 'iso-8859-4',
  LATIN5: 'iso-8859-9',
  LATIN6: 'iso-8859-10',
  LATIN7: 'iso-8859-13',
  LATIN8: 'iso-8859-14',
  LATIN9: 'iso-8859-15',
  LATIN10: 'iso-8859-16',
  KOI8R: 'koi8-r',
  KOI8U: 'koi8-u',
  EUCJP: 'euc-jp',
  EUCCN: 'gbk',
  EUCKR: 'euc-kr',
  UHC: 'euc-kr',
  SJIS: 'shift_jis',
  BIG5: 'big5',
  GBK: 'gbk',
  GB18030: 'gb18030',
}
