// The rooms of the console in the order of the navigation; one line per folder.

import { room as people } from '@/administration/room'
import { room as calendar } from '@/calendar/room'
import { room as cases } from '@/cases/list/room'
import { room as figures } from '@/evaluation/room'
import { room as supervision } from '@/evaluation/supervision'
import { room as grids } from '@/grids/room'
import { room as intake } from '@/intake/room'
import { room as ledger } from '@/ledger/room'
import type { Room } from '@/room'
import { room as rulebooks } from '@/rulebooks/room'
import { room as models } from '@/triage/room'
import { room as topics } from '@/triage/topics'
import { room as wall } from '@/wall/room'
import { room as workbench } from '@/workbench/room'

export const ROOMS: readonly Room[] = [
  intake,
  workbench,
  cases,
  supervision,
  grids,
  figures,
  topics,
  wall,
  models,
  calendar,
  ledger,
  people,
  rulebooks,
]
