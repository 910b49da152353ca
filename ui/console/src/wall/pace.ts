// Work that many things ask for is done at a steady pace: at once when it rested, then at most once in a while, never twice
// at a time, and once more after the last asking. However much happens, the server is asked no oftener.

export interface Paced {
  ask(): void
  stop(): void
}

export function paced(work: () => Promise<void>, gap: number): Paced {
  let running = false
  let wanted = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    running = true
    wanted = false
    await work().catch(() => undefined)
    if (stopped) return
    timer = setTimeout(() => {
      running = false
      if (wanted) void run()
    }, gap)
  }

  return {
    ask() {
      wanted = true
      if (!running && !stopped) void run()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** The last few of many, newest first. It never holds more. */
export function latest<T>(kept: readonly T[], one: T, most: number): T[] {
  return [one, ...kept.slice(0, most - 1)]
}
