import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js'
import { spacedPlaces } from './axis-places.js'
import type { ChartForm } from './chart-choice.js'
import type { ChartData } from './chart-data.js'

Chart.register(
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  ScatterController,
  Tooltip,
)

/** Room that the text of a place takes along an axis, px. */
const placeWidth = 150

/** What to draw. */
export interface Drawing {
  readonly form: ChartForm
  readonly data: ChartData
  /** Where the labels of lines stand on an axis that is to scale; undefined: one after the other. */
  readonly places: readonly number[] | undefined
  /** Writes a place of the axis along the bottom. */
  readonly placeText: (place: number) => string
}

/** Draws a chart in the colours of the page as they are now. Returns what takes it off again. All of Chart.js is loaded with this file. */
export function drawChart(canvas: HTMLCanvasElement, drawing: Drawing): () => void {
  const chart = new Chart(canvas, configuration(drawing, coloursOf(canvas)))
  return () => chart.destroy()
}

interface Colours {
  readonly series: readonly string[]
  readonly ink: string
  readonly line: string
  readonly surface: string
}

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element)
  const named = (name: string): string => style.getPropertyValue(name).trim()
  return {
    series: Array.from({ length: 8 }, (_, at) => named(`--chart-${at + 1}`)),
    ink: named('--ink-2'),
    line: named('--line'),
    surface: named('--surface'),
  }
}

function configuration({ form, data, places, placeText }: Drawing, colours: Colours): ChartConfiguration {
  const colour = (at: number): string => colours.series[at % colours.series.length]!
  const toScale = places !== undefined || form === 'scatter'
  const type = form === 'area' ? 'line' : form
  const datasets = data.series.map(({ name, values, across }, at) => ({
    label: name,
    data: toScale
      ? values.map((y, point) => ({ x: (across ?? places ?? [])[point] ?? 0, y: y ?? Number.NaN }))
      : [...values],
    borderColor: form === 'pie' ? colours.surface : colour(at),
    backgroundColor:
      form === 'pie'
        ? values.map((_, slice) => colour(slice))
        : `${colour(at)}${form === 'area' ? '44' : ''}`,
    fill: form === 'area',
    borderWidth: form === 'bar' ? 0 : 2,
    pointRadius: form === 'scatter' ? 3 : values.length > 60 ? 0 : 2.5,
    spanGaps: true,
  }))
  const ticks = { color: colours.ink }
  const grid = { color: colours.line }
  const ends = places ?? data.series.flatMap(({ across }) => across ?? [])
  return {
    type,
    data: { labels: toScale ? undefined : [...data.labels], datasets },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      interaction: {
        mode: form === 'scatter' || form === 'pie' ? 'nearest' : 'index',
        intersect: form === 'pie',
      },
      scales:
        form === 'pie'
          ? {}
          : {
              x: toScale
                ? {
                    type: 'linear',
                    min: Math.min(...ends),
                    max: Math.max(...ends),
                    grid,
                    ticks: { ...ticks, maxRotation: 0, callback: (value) => placeText(Number(value)) },
                    afterBuildTicks: (axis) => {
                      if (places === undefined) return
                      const apart = ((axis.max - axis.min) / axis.chart.width) * placeWidth
                      axis.ticks = spacedPlaces(places, apart).map((value) => ({ value }))
                    },
                  }
                : { type: 'category', grid: { display: false }, ticks },
              y: { beginAtZero: form !== 'scatter', grid, ticks },
            },
      plugins: {
        legend: { display: data.series.length > 1 || form === 'pie', labels: ticks, position: 'bottom' },
        tooltip: {
          callbacks: toScale ? { title: ([first]) => placeText(Number(first?.parsed.x ?? 0)) } : {},
        },
      },
    },
  } as ChartConfiguration
}
