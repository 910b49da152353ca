// ECharts, in picked parts and drawn as SVG. Tooltips are drawn too: as HTML they would need inline styles, which the content
// security policy forbids.

import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ComposeOption, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])

export type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption>
export type { ECharts }

export function draw(on: HTMLElement): ECharts {
  return init(on, undefined, { renderer: 'svg' })
}
