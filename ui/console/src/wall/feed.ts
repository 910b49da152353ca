// The one line to the server on which changes of cases come. The browser takes it up again by itself after a break and says
// what it saw last; where it gives up (a refusal, a server that restarts) we come back, ever more slowly, and say the same.

/** What changed, without a word of what was said. */
export interface Happening {
  readonly number: string
  readonly verb: string
  readonly at: string
  readonly state: string
  readonly department: string | null
  readonly emergency: boolean
  readonly ledger_index: number
}

export type Line = 'connecting' | 'live' | 'broken'

/** As much of an EventSource as is needed, so that it can be tried without a server. */
export interface Source {
  onopen: (() => void) | null
  onerror: (() => void) | null
  readonly readyState: number
  addEventListener(type: 'case', listener: (event: { data: string; lastEventId: string }) => void): void
  close(): void
}

export interface Ear {
  heard(happening: Happening): void
  line(state: Line): void
  /** The line was away: whatever was counted may have changed meanwhile. */
  back(): void
  /** The server would not have us; who was logged in may have to log in again. */
  refused?(): void
}

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000
const CLOSED = 2

const connect = (address: string): Source => new EventSource(address) as unknown as Source

/** Listens until it is told to stop. */
export function listen(ear: Ear, open: (address: string) => Source = connect): () => void {
  let source: Source | null = null
  let seen: string | null = null
  let wait = FIRST_WAIT
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function begin(): void {
    ear.line('connecting')
    const mine = open(seen === null ? '/api/v1/events' : `/api/v1/events?after=${seen}`)
    source = mine
    let broke = false
    mine.onopen = () => {
      ear.line('live')
      if (broke || wait > FIRST_WAIT) ear.back()
      broke = false
      wait = FIRST_WAIT
    }
    mine.onerror = () => {
      broke = true
      ear.line('broken')
      if (mine.readyState !== CLOSED) return
      mine.close()
      if (stopped || source !== mine) return
      ear.refused?.()
      timer = setTimeout(begin, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
    mine.addEventListener('case', (event) => {
      seen = event.lastEventId || seen
      const happening = read(event.data)
      if (happening && !stopped) ear.heard(happening)
    })
  }

  begin()
  return () => {
    stopped = true
    clearTimeout(timer)
    source?.close()
    source = null
  }
}

function read(data: string): Happening | null {
  try {
    return JSON.parse(data) as Happening
  } catch {
    // One garbled line is not worth the wall.
    return null
  }
}
