// What is written down while somebody speaks. It stays in memory while the page is left and come back to; only what is no
// personal data survives a reload.

import { reactive } from 'vue'
import type { Schemas } from '@/api/client'
import type { Spot } from '@/grids/ground'

export interface Form {
  channel: Schemas['Filing']['channel']
  property: NonNullable<Schemas['Filing']['property']>
  phone: string
  name: string
  anonymous: boolean
  consent: boolean
  description: string
  address: string
  kind: string
  point: Spot | null
  /** The case that this report will be merged into. */
  into: string
}

const KEPT = 'jingwei.intake'

export function blank(): Form {
  return { channel: 'phone', property: 'help', phone: '', name: '', anonymous: false, consent: true, description: '', address: '', kind: '', point: null, into: '' }
}

/** The parts that say nothing of a person. */
export function harmless(form: Form): Pick<Form, 'channel' | 'property' | 'kind'> {
  return { channel: form.channel, property: form.property, kind: form.kind }
}

export function isTouched(form: Form): boolean {
  return [form.description, form.address, form.phone, form.name].some((text) => text.trim() !== '')
}

/** A telephone as the server takes it: digits with what people put between them. */
export function isPhone(text: string): boolean {
  return text.trim() === '' || /^\+?[\d\s-]{3,24}$/.test(text.trim())
}

/** The report as it is sent. */
export function filing(form: Form, id: string): Schemas['Filing'] {
  const { phone, name } = form
  const contact = !form.anonymous && (phone.trim() !== '' || name.trim() !== '')
  return {
    command_id: id,
    channel: form.channel,
    property: form.property,
    description: form.description.trim(),
    address: form.address.trim(),
    kind: form.kind || null,
    location: form.point ? { lng: form.point[0], lat: form.point[1], datum: 'cgcs2000' } : null,
    reporter: form.anonymous ? { anonymous: true } : contact ? { name: name.trim(), phone: phone.trim(), consent_to_contact: form.consent } : null,
  }
}

let kept: Form | null = null

/** The form of this tab. */
export function theForm(): Form {
  if (!kept) {
    kept = reactive(blank())
    try {
      Object.assign(kept, JSON.parse(sessionStorage.getItem(KEPT) ?? '{}'))
    } catch {
      sessionStorage.removeItem(KEPT)
    }
  }
  return kept
}

export function remember(form: Form): void {
  sessionStorage.setItem(KEPT, JSON.stringify(harmless(form)))
}
