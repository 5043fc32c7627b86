// Two charts over the same time: viewers, and what happened per minute.

import {count, hourMinute, mean} from './show.js';

const MINUTES = {'1m': 1, '5m': 5, '15m': 15, '1h': 60};
// More points than that are finer than the screen; far fewer than the API gives at once.
const MOST_POINTS = 360;
const MINUTE_MS = 60_000;

/** The narrowest bucket that shows this stretch of time in a sensible number of points. */
export function bucketFor(startedAt, lastEventAt) {
  const minutes = (Date.parse(lastEventAt) - Date.parse(startedAt)) / MINUTE_MS;
  return Object.keys(MINUTES).find(bucket => minutes / MINUTES[bucket] <= MOST_POINTS) ?? '1h';
}

export class RoomCharts {
  constructor(viewersCanvas, activityCanvas) {
    this.viewers = chart(viewersCanvas, [line('viewers', 0)]);
    this.activity = chart(activityCanvas, [line('comments', 1), line('diamonds', 2, 'right')]);
  }

  show(timeline) {
    const minutes = MINUTES[timeline.bucket];
    const points = withoutGaps(timeline.items, minutes * MINUTE_MS);
    update(this.viewers, [points.map(point => ({x: point.at, y: point.viewers_avg}))]);
    update(this.activity, [
      points.map(point => ({x: point.at, y: point.comments / minutes})),
      points.map(point => ({x: point.at, y: point.diamonds / minutes})),
    ]);
  }
}

/** A bucket that the API left out was quiet: zeros, and nobody counted viewers. */
function withoutGaps(items, step) {
  const points = [];
  for (const item of items) {
    const at = Date.parse(item.at);
    let next = points.length ? points[points.length - 1].at + step : at;
    // A streak may stand a day before everything else: a gap that long is left as it is.
    if ((at - next) / step <= MOST_POINTS) {
      for (; next < at; next += step) {
        points.push({at: next, viewers_avg: null, comments: 0, diamonds: 0});
      }
    }
    points.push({...item, at});
  }
  return points;
}

function color(index) {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return (dark ? ['#58b7d6', '#8fd694', '#e0ae52'] : ['#0f6f8f', '#2b8a3e', '#b3661b'])[index];
}

function line(label, index, axis = 'left') {
  return {
    label, data: [], yAxisID: axis, colorIndex: index,
    borderWidth: 2, pointRadius: 0, pointHitRadius: 8, tension: 0, spanGaps: true,
  };
}

function chart(canvas, datasets) {
  const made = new window.Chart(canvas, {
    type: 'line',
    data: {datasets},
    options: {
      animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false,
      interaction: {mode: 'index', intersect: false},
      plugins: {
        legend: {display: datasets.length > 1, labels: {boxWidth: 12}},
        tooltip: {callbacks: {
          title: shown => (shown.length ? hourMinute(shown[0].parsed.x) : ''),
          label: shown => `${shown.dataset.label}: ${mean(shown.parsed.y)}`,
        }},
      },
      scales: {
        x: {type: 'linear', bounds: 'data', ticks: {callback: at => hourMinute(at), maxTicksLimit: 6, maxRotation: 0}},
        ...Object.fromEntries(datasets.map(({yAxisID}) => [yAxisID, {
          position: yAxisID, beginAtZero: true, ticks: {callback: value => (Number.isInteger(value) ? count(value) : mean(value))},
          grid: {drawOnChartArea: yAxisID === 'left'},
          title: {display: datasets.length > 1, text: datasets.find(set => set.yAxisID === yAxisID).label},
        }])),
      },
    },
  });
  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    made.options.color = style.getPropertyValue('--quiet');
    for (const scale of Object.values(made.options.scales)) {
      scale.grid = {...scale.grid, color: style.getPropertyValue('--line')};
      scale.ticks.color = style.getPropertyValue('--quiet');
      if (scale.title) {
        scale.title.color = style.getPropertyValue('--quiet');
      }
    }
    for (const set of made.data.datasets) {
      set.borderColor = set.backgroundColor = color(set.colorIndex);
    }
    made.update();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  paint();
  return made;
}

function update(chart, series) {
  series.forEach((data, index) => {
    chart.data.datasets[index].data = data;
  });
  chart.update();
}
