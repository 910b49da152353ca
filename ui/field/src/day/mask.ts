// What may not lie on a phone: telephone numbers are masked, numbers of identity papers are taken out (security design, offline exception).

const ID_NUMBER = /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g
const OLD_ID_NUMBER = /(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)/g
const MOBILE = /(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)/g
const LANDLINE = /(?<!\d)(0\d{2,3}[ -]?)\d{3,4}[ -]?(\d{4})(?!\d)/g

/** The same words without numbers that lead to a person. */
export function maskWords(text: string): string {
  return text
    .replace(ID_NUMBER, '［证件号已隐去］')
    .replace(OLD_ID_NUMBER, '［证件号已隐去］')
    .replace(MOBILE, '$1****$2')
    .replace(LANDLINE, '$1****$2')
}

/** Keys whose values are ours and no words of people: receipt numbers, codes, times, addresses of files. */
const OURS = new Set(['number', 'code', 'id', 'grid', 'reference', 'sha256', 'version', 'phone'])

/** The same value with every text in it masked. */
export function mask<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (OURS.has(key) || key.endsWith('_at') ? value : maskWords(value)) as T
  if (Array.isArray(value)) return value.map((one: unknown) => mask(one)) as T
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner as unknown, name)])) as T
  }
  return value
}
