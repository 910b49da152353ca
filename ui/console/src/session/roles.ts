// The roles of the house, and who sees which part of it. The server decides; this only keeps doors that will not open out of sight.

export type Role = 'agent' | 'dispatcher' | 'handler' | 'field' | 'supervisor' | 'auditor' | 'administrator' | 'system' | 'resident'

/** Everybody who sees cases. */
export const READERS: readonly Role[] = ['agent', 'dispatcher', 'handler', 'field', 'supervisor', 'auditor']
