// What a list is asked: the same thing as an address, as a saved view and as the server's own question.

export const FIELDS = ['state', 'open', 'department', 'handler', 'grid', 'area', 'kind', 'channel', 'property', 'overdue', 'hidden', 'q', 'from', 'to', 'sort'] as const
export type Field = (typeof FIELDS)[number]

/** Every field as the text that the server takes; what is not there asks for everything. */
export type ListQuery = Readonly<Partial<Record<Field, string>>>

type FromUrl = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>

/** Reads a question from an address; what is no field of it, or empty, is left out. */
export function fromUrl(url: FromUrl): ListQuery {
  const query: Partial<Record<Field, string>> = {}
  for (const field of FIELDS) {
    const said = url[field]
    const text = typeof said === 'string' ? said : Array.isArray(said) ? said.filter(Boolean).join(',') : ''
    if (text.trim()) query[field] = text.trim()
  }
  return query
}

/** The question with some fields changed; an empty text takes a field out. */
export function changed(query: ListQuery, to: ListQuery): ListQuery {
  return fromUrl({ ...query, ...to })
}

/** Whether two questions ask the same. */
export function same(a: ListQuery, b: ListQuery): boolean {
  return FIELDS.every((field) => normal(field, a[field]) === normal(field, b[field]))
}

function normal(field: Field, text: string | undefined): string {
  if (field === 'sort') return text ?? '-filed_at'
  if (field === 'state') return (text ?? '').split(',').filter(Boolean).sort().join(',')
  return text ?? ''
}

export function statesOf(query: ListQuery): string[] {
  return (query.state ?? '').split(',').filter(Boolean)
}

/** The question with a state put in or taken out, in the order of a case's life. */
export function withState(query: ListQuery, state: string, order: readonly string[]): ListQuery {
  const now = new Set(statesOf(query))
  if (!now.delete(state)) now.add(state)
  return changed(query, { state: order.filter((one) => now.has(one)).join(',') })
}
