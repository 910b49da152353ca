// Records that leave the phone another way: one file that intake can read and file by hand, with its pictures inside.

import type { Item } from '@/queue/item'
import { addressOf } from '@/queue/item'
import { pictures } from '@/phone'

/** Saves the records as a file, and tells its name. */
export async function exportRecords(items: readonly Item[], holder: string): Promise<string> {
  const records = await Promise.all(items.map(async (item) => ({
    command_id: item.id,
    done_at: new Date(item.at).toISOString(),
    headline: item.headline,
    address: addressOf(item.order),
    body: item.frozen === undefined ? item.order.body : (JSON.parse(item.frozen) as object),
    refused: item.told,
    photos: (await pictures(item)).map((bytes, n) => ({ role: item.photos[n]?.role ?? '', jpeg_base64: base64(bytes) })),
  })))
  const name = `jingwei-${holder}-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`
  const address = URL.createObjectURL(new Blob([JSON.stringify({ holder, records }, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken the file over when the click returns to the event loop.
  setTimeout(() => {
    URL.revokeObjectURL(address)
  }, 60_000)
  return name
}

function base64(bytes: ArrayBuffer): string {
  let text = ''
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte)
  return btoa(text)
}
