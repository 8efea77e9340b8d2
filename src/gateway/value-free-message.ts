/**
 * The message of a PostgreSQL error without the values of a statement or a row that it quotes, which could be secret: what
 * is kept in quotation marks names something. `report`: the error's fields by their letters.
 */
export function valueFreeMessage(report: ReadonlyMap<string, string>): string {
  const message = report.get('M') ?? ''
  // Whoever wrote RAISE wrote the text, with whatever values; those of our own function are from the service's refusals.
  if (report.get('R') === 'exec_stmt_raise' && !ownFunction.test(report.get('W') ?? ''))
    return 'A function or block raised an error of its own.'
  const quotesNames = namesOnly.test(report.get('C') ?? '')
  return message.replaceAll(quoted, (text) => (quotesNames && name.test(text) ? text : '"…"'))
}

const ownFunction = /^PL\/pgSQL function azdo\.call_service\(/
/**
 * Classes of errors (PostgreSQL manual, Appendix A) that quote names: constraints, transactions, cursors, databases, schemas,
 * syntax and access, resources, limits, states of objects, and what is not supported.
 */
const namesOnly = /^(0A|23|25|26|28|34|3B|3D|3F|40|42|53|54|55|57|58)/
/** The quotation marks of the languages that PostgreSQL speaks. */
const quoted = /"[^"]*(?:"|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|“[^”]*(?:”|$)/g
/** A name, or a mark of the syntax; not a literal. */
const name = /^["«„“]\s?(?:[\p{L}_][\p{L}\p{N}_$.-]*|[^\p{L}\p{N}'\s]{1,3})\s?["»“”]$/u
