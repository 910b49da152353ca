// Everything that may be done to a case, as data: who, when, and what has to be said. The server decides again; this only
// keeps what it would refuse out of the way.

import type { Verb } from '@/api/command'
import type { WholeCase } from '@/api/refused'
import { nameOf } from '@/cases/names'
import { pick, speaker, type Pair } from '@/i18n'
import type { Me } from '@/session'
import { words } from './words'

export type Values = Record<string, unknown>

interface Base {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly required?: boolean
}

export type Field =
  | (Base & { readonly kind: 'text'; readonly rows?: number; readonly templates?: boolean })
  | (Base & { readonly kind: 'line' | 'colleague' | 'department' | 'departments' | 'kind' | 'time' | 'tick' })
  | (Base & { readonly kind: 'evidence'; readonly role: 'before' | 'after' })
  | (Base & { readonly kind: 'choice'; readonly options: readonly { readonly value: unknown; readonly label: string }[] })

export interface Act {
  readonly id: string
  readonly verb: Verb
  readonly label: string
  /** The key on the case page. */
  readonly key?: string
  readonly note?: string
  readonly danger?: boolean
  readonly main?: boolean
  /** What is asked; it may depend on what was said so far. */
  readonly fields: (values: Values) => readonly Field[]
  /** What the form begins with. */
  readonly begin?: Values
  /** What is sent with every command of this act. */
  readonly fixed?: Values
}

export interface Ways {
  readonly ways: readonly { readonly code: string; readonly name: string; readonly name_en: string; readonly answer: string }[]
}

const say = speaker(words)
const opt = (value: unknown, key: keyof typeof words & string) => ({ value, label: say(key) })
const text = (name: string, label: keyof typeof words & string, required = true, rows = 3): Field => ({ kind: 'text', name, label: say(label), required, rows })
const YES_NO = () => [opt(true, 'opt.yes'), opt(false, 'opt.no'), opt(null, 'opt.unsaid')]

interface Line {
  readonly verb: Verb
  readonly roles: readonly string[]
  /** The acts of this verb now; none when it makes no sense. */
  readonly acts: (of: WholeCase, me: Me, city: Ways) => readonly Omit<Act, 'verb'>[]
}

/** One act of a verb under the verb's own name. */
const plain = (verb: Verb, fields: Act['fields'], more: Partial<Act> = {}) => () => [{ id: verb, label: nameOf('verb', verb), fields, ...more }]

/** The slots of a way's answer, which a person fills in. */
export function slotsOf(answer: string): string[] {
  return [...new Set([...answer.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''))].filter((slot) => slot !== 'number')
}

function slotLabel(slot: string): string {
  const pair = (words as Readonly<Record<string, Pair>>)[`slot.${slot}`]
  return pair ? pick(pair) : slot
}

/** The fields of the six ways; `values.way` says which. */
function wayFields(city: Ways) {
  return (values: Values): readonly Field[] => {
    const way = city.ways.find((one) => one.code === values.way)
    const slots = slotsOf(way?.answer ?? '').map((slot): Field => ({ kind: 'line', name: `slots.${slot}`, label: slotLabel(slot), required: !values.answer }))
    return [
      { kind: 'choice', name: 'way', label: say('field.way'), required: true, options: city.ways.map((one) => ({ value: one.code, label: pick([one.name, one.name_en]) })) },
      ...(values.way === 'already_known' ? [{ kind: 'line', name: 'repeats', label: say('field.repeats'), required: true } as Field] : []),
      text('reason', 'field.reason', true, 2),
      ...slots,
      { kind: 'text', name: 'answer', label: say('field.answer'), hint: way?.answer ?? say('field.answer_hint'), rows: 3, templates: true },
    ]
  }
}

const PENDING = (of: WholeCase) => of.extensions.find((one) => one.stage === 'at_department' || one.stage === 'at_dispatcher')
const WAITS = (of: WholeCase) => of.supervisions.some((one) => one.answer_by && !one.answered_at)
const STANDS = (task: WholeCase['tasks'][number]) => !task.withdrawn_at && !task.answered_at
const own = (of: WholeCase, me: Me) => of.tasks.filter((task) => task.department.code === me.department && STANDS(task))
const leads = (of: WholeCase, me: Me) => of.department?.code === me.department

const LINES: readonly Line[] = [
  { verb: 'triage', roles: ['agent', 'dispatcher'], acts: (of, _me, city) => [
    { id: 'ordinary', label: say('act.ordinary'), key: 'a', main: true, fixed: { way: 'ordinary' }, begin: { kind: of.kind?.code ?? of.advice?.kinds[0]?.code ?? '' },
      fields: () => [{ kind: 'kind', name: 'kind', label: say('field.kind'), required: true }] },
    { id: 'answered', label: say('act.answered'), fixed: { way: 'answered' }, fields: () => [{ kind: 'text', name: 'answer', label: say('field.answer'), required: true, templates: true }, text('reason', 'field.reason', false, 2)] },
    { id: 'way', label: say('act.way'), key: 'w', fields: wayFields(city) },
  ] },
  { verb: 'dispatch', roles: ['dispatcher'], acts: plain('dispatch', () => [
    { kind: 'department', name: 'lead', label: say('field.lead'), hint: say('field.lead_hint') },
    { kind: 'departments', name: 'co', label: say('field.co'), hint: say('field.co_hint') },
    text('reason', 'field.reason', false, 2),
  ], { key: 'd', main: true }) },
  { verb: 'accept', roles: ['handler', 'field'], acts: (of, me) => [
    ...(of.state === 'dispatched' && leads(of, me) ? [{ id: 'accept', label: nameOf('verb', 'accept'), key: 'a', main: true, fields: () => [] }] : []),
    ...own(of, me).filter((task) => !task.accepted_at).map((task) => ({ id: `accept.${task.id}`, label: say('act.accept_task', { id: task.id }), main: true, fixed: { task: task.id }, fields: () => [] })),
  ] },
  { verb: 'assign', roles: ['handler'], acts: (of, me) => {
    const hand = of.hands.find((one) => one.department === me.department)
    if (!leads(of, me) && own(of, me).length === 0) return []
    return [
      ...(hand?.staff === me.name ? [] : [{ id: 'assign.me', label: say('act.assign_me'), key: 'i', fixed: { handler: me.name }, fields: () => [] }]),
      { id: 'assign', label: nameOf('verb', 'assign'), fields: () => [{ kind: 'colleague', name: 'handler', label: say('field.handler'), required: true } as Field] },
      ...(hand ? [{ id: 'assign.nobody', label: say('act.assign_nobody'), fields: () => [] }] : []),
    ]
  } },
  { verb: 'return', roles: ['handler'], acts: (of, me) => {
    const fields = () => [text('reason', 'field.reason'), { kind: 'tick', name: 'objection', label: say('field.objection') } as Field, { kind: 'department', name: 'suggests', label: say('field.suggests') } as Field]
    return [
      ...(leads(of, me) ? [{ id: 'return', label: nameOf('verb', 'return'), key: 't', fields }] : []),
      ...own(of, me).map((task) => ({ id: `return.${task.id}`, label: say('act.return_task', { id: task.id }), fixed: { task: task.id }, fields: () => [text('reason', 'field.reason')] })),
    ]
  } },
  { verb: 'rule', roles: ['supervisor'], acts: plain('rule', () => [
    { kind: 'department', name: 'lead', label: say('field.lead'), hint: say('field.lead_bottom') },
    { kind: 'departments', name: 'co', label: say('field.co') }, text('ground', 'field.ground'),
  ], { key: 'd', main: true }) },
  { verb: 'handle', roles: ['handler', 'field'], acts: (of, me) => [
    ...(leads(of, me) && of.state === 'handling' ? [{ id: 'handle', label: nameOf('verb', 'handle'), key: 'h', main: true, fields: () => [
      text('result', 'field.result', true, 4), { kind: 'evidence', name: 'evidence', role: 'after', label: say('field.evidence') } as Field,
      ...(of.tasks.some(STANDS) ? [text('over_open_tasks', 'field.over', false, 2)] : []),
    ] }] : []),
    ...own(of, me).map((task) => ({ id: `handle.${task.id}`, label: say('act.handle_task', { id: task.id }), fixed: { task: task.id },
      fields: () => [text('result', 'field.result', true, 4), { kind: 'evidence', name: 'evidence', role: 'after', label: say('field.evidence') } as Field] })),
  ] },
  { verb: 'verify', roles: ['field', 'agent', 'dispatcher', 'supervisor'], acts: plain('verify', (values) => [
    { kind: 'choice', name: 'passed', label: say('field.passed'), required: true, options: [opt(true, 'opt.passed'), opt(false, 'opt.failed')] },
    text('remarks', 'field.remarks', values.passed === false, 3), { kind: 'evidence', name: 'evidence', role: 'after', label: say('field.evidence') },
  ], { key: 'v', main: true }) },
  { verb: 'reply', roles: ['handler', 'agent', 'dispatcher'], acts: (of, me) => (me.role === 'handler' && !leads(of, me) ? [] : [{
    id: 'reply', label: say(of.state === 'verified' ? 'act.reply_final' : 'act.reply_interim'), key: 'p', main: of.state === 'verified',
    fields: () => [{ kind: 'text', name: 'text', label: say('field.text'), required: true, rows: 5, templates: true }],
  }]) },
  { verb: 'feedback', roles: ['agent'], acts: plain('feedback', (values) => [
    { kind: 'choice', name: 'reached', label: say('field.reached'), required: true, options: [opt(true, 'opt.reached'), opt(false, 'opt.unreached')] },
    ...(values.reached === true ? [
      { kind: 'choice', name: 'solved', label: say('field.solved'), options: YES_NO() } as Field,
      { kind: 'choice', name: 'satisfied', label: say('field.satisfied'), options: YES_NO() } as Field,
    ] : []),
    text('words', 'field.words', false),
  ], { key: 'c', main: true }) },
  { verb: 'close', roles: ['agent', 'dispatcher', 'supervisor'], acts: plain('close', () => [text('reason', 'field.close_reason', false)]) },
  { verb: 'ask', roles: ['handler', 'agent'], acts: plain('ask', () => [text('question', 'field.question')], { key: 'q' }) },
  { verb: 'answer', roles: ['agent'], acts: plain('answer', () => [text('answer', 'field.said')], { main: true }) },
  { verb: 'extend', roles: ['handler', 'dispatcher', 'supervisor'], acts: (of, me) => {
    const pending = PENDING(of)
    if (!pending) return me.role === 'handler' && !leads(of, me) ? [] : [{ id: 'extend', label: say('act.ask_more_time'), key: 'e', fields: () => [text('reason', 'field.reason')] }]
    if ((pending.stage === 'at_department') !== (me.role === 'handler')) return []
    return [{ id: 'extend.decide', label: say('act.decide_extension'), key: 'e', main: true, fields: (values: Values) => [
      { kind: 'choice', name: 'approve', label: say('field.approve'), required: true, options: [opt(true, 'opt.approve'), opt(false, 'opt.reject')] } as Field,
      text('reason', 'field.reason', values.approve === false),
    ] }]
  } },
  { verb: 'suspend', roles: ['dispatcher', 'supervisor'], acts: plain('suspend', () => [{ kind: 'time', name: 'until', label: say('field.until'), required: true }, text('reason', 'field.reason')]) },
  { verb: 'resume', roles: ['dispatcher', 'supervisor'], acts: plain('resume', () => [text('reason', 'field.reason', false)], { main: true }) },
  { verb: 'whistle', roles: ['handler', 'field'], acts: plain('whistle', () => [{ kind: 'departments', name: 'departments', label: say('field.departments'), required: true }, text('matter', 'field.matter')]) },
  { verb: 'assess', roles: ['handler', 'field'], acts: (of, me) => of.tasks.filter((task) => task.kind === 'whistle' && (task.asked_by === me.department ? !task.by_street : task.department.code === me.department && !task.by_department))
    .map((task) => ({ id: `assess.${task.id}`, label: say('act.assess_task', { id: task.id }), fixed: { task: task.id }, fields: (values: Values) => [
      { kind: 'choice', name: 'approves', label: say('field.approves'), required: true, options: [opt(true, 'opt.approve'), opt(false, 'opt.reject')] } as Field,
      text('words', 'field.reason', values.approves === false),
    ] })) },
  { verb: 'supervise', roles: ['dispatcher', 'supervisor', 'handler'], acts: (of, me) => {
    if (me.role === 'handler') return WAITS(of) && leads(of, me) ? [{ id: 'supervise.answer', label: say('act.answer_supervision'), main: true, fields: () => [text('answer', 'field.reply_supervision')] }] : []
    if (of.state === 'closed' || of.state === 'merged') return []
    return [{ id: 'supervise', label: nameOf('verb', 'supervise'), key: 'u', begin: { rung: 'urge' }, fields: () => [
      { kind: 'choice', name: 'rung', label: say('field.rung'), required: true, options: [opt('urge', 'rung.urge'), opt('supervise', 'rung.supervise'), opt('listed', 'rung.listed'), opt('interview', 'rung.interview')] } as Field,
      text('reason', 'field.reason'),
    ] }]
  } },
  { verb: 'merge', roles: ['agent', 'dispatcher', 'supervisor'], acts: (of) => [{ id: 'merge', label: nameOf('verb', 'merge'), key: 'm', begin: { into: of.advice?.duplicates.find((one) => one.likely)?.number ?? '' },
    fields: () => [{ kind: 'line', name: 'into', label: say('field.into'), required: true }, text('reason', 'field.reason', true, 2)] }] },
  { verb: 'split', roles: ['agent', 'dispatcher', 'supervisor'], acts: plain('split', () => [text('reason', 'field.reason')], { main: true }) },
  { verb: 'reopen', roles: ['agent', 'dispatcher', 'supervisor'], acts: plain('reopen', () => [text('reason', 'field.new')]) },
  { verb: 'appeal', roles: ['handler', 'supervisor'], acts: (of, me) => {
    if (me.role === 'handler') return of.appeal || !leads(of, me) ? [] : [{ id: 'appeal', label: say('act.appeal'), fields: () => [text('reason', 'field.reason')] }]
    if (!of.appeal || of.appeal.rejected || of.exempt) return []
    return [{ id: 'appeal.decide', label: say('act.decide_appeal'), main: true, fields: (values: Values) => [
      { kind: 'choice', name: 'approve', label: say('field.approve'), required: true, options: [opt(true, 'opt.approve'), opt(false, 'opt.reject')] } as Field,
      text('reason', 'field.reason', values.approve === false),
    ] }]
  } },
  { verb: 'evaluate', roles: ['supervisor'], acts: plain('evaluate', (values) => [
    { kind: 'choice', name: 'qualified', label: say('field.qualified'), required: true, options: [opt(true, 'opt.qualified'), opt(false, 'opt.unqualified')] },
    text('remarks', 'field.judged', values.qualified === false),
  ]) },
  { verb: 'note', roles: ['agent', 'dispatcher', 'handler', 'field', 'supervisor'], acts: plain('note', () => [text('text', 'field.note')], { key: 'n' }) },
  { verb: 'hide', roles: ['dispatcher', 'supervisor'], acts: (of) => (of.hidden ? [] : [{ id: 'hide', label: nameOf('verb', 'hide'), note: say('act.hide_note'), danger: true, fields: () => [text('reason', 'field.reason')] }]) },
  { verb: 'unhide', roles: ['dispatcher', 'supervisor'], acts: (of) => (of.hidden ? [{ id: 'unhide', label: nameOf('verb', 'unhide'), fields: () => [text('reason', 'field.reason')] }] : []) },
]

/** What somebody may do to this case now. */
export function actsOn(of: WholeCase, me: Me, city: Ways): Act[] {
  return LINES.flatMap((line) => {
    const possible = of.possible.includes(line.verb === 'unhide' ? 'hide' : line.verb)
    if (!possible || !line.roles.includes(me.role)) return []
    return line.acts(of, me, city).map((act) => ({ ...act, verb: line.verb }))
  })
}

/** The purposes for which somebody may read the contact. */
export function purposesOf(me: Me): readonly ('casework' | 'contact' | 'emergency' | 'supervision')[] {
  return ['supervisor', 'dispatcher'].includes(me.role) ? ['casework', 'contact', 'emergency', 'supervision'] : ['casework', 'contact', 'emergency']
}

export function mayReveal(of: WholeCase, me: Me): boolean {
  return of.reachable && of.possible.includes('reveal') && ['agent', 'dispatcher', 'handler', 'field', 'supervisor'].includes(me.role)
}

/** What is lacking of a form, by the labels of its fields. */
export function lacking(fields: readonly Field[], values: Values): string[] {
  const empty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0) || (typeof value === 'string' && !value.trim())
  return fields.filter((field) => field.required && empty(values[field.name])).map((field) => field.label)
}

/** What is sent: only what the form asks now, empty things left out, `slots.x` put together, times with their offset. */
export function said(act: Act, values: Values): Values {
  const body: Values = { ...act.fixed }
  const slots: Record<string, string> = {}
  for (const field of act.fields(values)) {
    const value = values[field.name]
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    const text = typeof value === 'string' ? value.trim() : value
    if (field.name.startsWith('slots.')) slots[field.name.slice('slots.'.length)] = String(text)
    else body[field.name] = field.kind === 'time' ? new Date(String(text)).toISOString() : text
  }
  if (Object.keys(slots).length > 0) body.slots = slots
  return body
}
