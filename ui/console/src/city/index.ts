// The city's own words: kinds, departments, channels, ways. Read once from the rulebook in force, for names and for choosing.

import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ask, api, type Schemas } from '@/api/client'
import { named } from '@/i18n'

export type Kind = Schemas['KindView']
export type Department = Schemas['DepartmentView']

/** Something to choose from: a code with its name, and what else it may be found by. */
export interface Choice {
  readonly code: string
  readonly name: string
  /** A smaller word beside the name. */
  readonly note?: string
  /** Also found by these. */
  readonly words?: string
}

export const useCity = defineStore('city', () => {
  const rulebook = shallowRef<Schemas['RulebookView'] | null>(null)
  const kinds = shallowRef<readonly Kind[]>([])
  const departments = shallowRef<readonly Department[]>([])
  let reading: Promise<void> | null = null

  /** Reads everything once; a failure is told to whoever asked and tried again at the next asking. */
  function read(): Promise<void> {
    reading ??= Promise.all([
      ask(api.GET('/api/v1/rulebook')),
      ask(api.GET('/api/v1/rulebook/kinds')),
      ask(api.GET('/api/v1/rulebook/departments')),
    ]).then(([book, all, bodies]) => {
      rulebook.value = book
      kinds.value = all
      departments.value = bodies
    }).catch((thrown: unknown) => {
      reading = null
      throw thrown
    })
    return reading
  }

  const kindByCode = computed(() => new Map(kinds.value.map((kind) => [kind.code, kind])))
  const departmentByCode = computed(() => new Map(departments.value.map((body) => [body.code, body])))

  const choiceOf = (kind: Kind): Choice => ({
    code: kind.code,
    name: named(kind),
    note: named(kind.parent ? kindByCode.value.get(kind.parent) : null),
    words: `${kind.code} ${kind.name} ${kind.name_en} ${kind.keywords.join(' ')}`,
  })
  /** Kinds under which a case can be filed. */
  const kindChoices = computed(() => kinds.value.filter((kind) => kind.parent).map(choiceOf))
  /** All of them, the major ones too: a list may ask for everything below one. */
  const allKindChoices = computed(() => kinds.value.map(choiceOf))
  const departmentChoices = computed<Choice[]>(() => departments.value.map((body) => ({
    code: body.code, name: named(body), words: `${body.code} ${body.name} ${body.name_en} ${body.duties}`,
  })))

  const department = (code: string | null | undefined) => (code ? named(departmentByCode.value.get(code)) || code : '')
  const kind = (code: string | null | undefined) => (code ? named(kindByCode.value.get(code)) || code : '')

  return { rulebook, kinds, departments, kindByCode, departmentByCode, kindChoices, allKindChoices, departmentChoices, department, kind, read }
})
