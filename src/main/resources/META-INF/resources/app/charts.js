// A chart over time with its text beside it: a sentence that says what it shows, and a table of all its points.

import {element, write} from './elements.js';
import {mean} from './format.js';
import {marksPlugin} from './marks.js';
import {Table} from './tables.js';
import {levelText, tickText, timesBetween} from './ticks.js';

const LIBRARY = '/webjars/chart.js/4.5.1/dist/chart.umd.js';
const COLORS = ['--accent', '--second'];
const BAR_PIXELS = 6;
const ALONE_PIXELS = 2;
// The axis of a single moment would span decades.
const LEAST_SPAN_MS = 600_000;
let library = null;

/** The library is asked for by the first chart: who looks at no chart does not load it. */
function drawing() {
  library ??= new Promise((done, failed) => {
    const script = element('script', {src: LIBRARY});
    script.addEventListener('load', () => done(window.Chart));
    script.addEventListener('error', () => {
      library = null;
      failed(new Error('the charts did not come'));
    });
    document.head.append(script);
  });
  return library;
}

export class Chart {
  /** A series is {label, of: point => number or null, fill, bars, hidden}; a hidden one stands in the table alone. */
  constructor(title, label, series) {
    this.series = series;
    const id = 'about-' + label.replaceAll(' ', '-');
    this.canvas = element('canvas', {role: 'img', label, 'aria-describedby': id});
    this.box = element('div', {className: 'chart', children: [this.canvas]});
    this.summary = element('p', {className: 'quiet summary', id, role: 'note', label: `summary: ${label}`});
    this.table = new Table(label, [
      {name: 'Time', of: point => this.told(point.at)},
      ...series.map(one => ({name: one.label, number: true, of: point => mean(one.of(point))})),
    ], {key: point => point.at, empty: 'No points yet.'});
    this.details = element('details', {children: [element('summary', {text: 'As a table', label: `${label}, as a table`}), this.table.node]});
    this.details.addEventListener('toggle', () => this.fillTable());
    this.node = element('figure', {className: 'card', children: [
      element('figcaption', {children: [element('h2', {text: title})]}), this.box, this.summary, this.details,
    ]});
    // It comes while the figures are asked for; if it does not, whoever shows the chart hears of it.
    drawing().catch(() => {});
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.paint = () => this.made && (paint(this.made), this.made.update());
  }

  /** Points by time, each with `at` in ms; `told` says a time as text. */
  async show(points, marks, told) {
    this.points = points;
    this.told = told;
    write(this.summary, [...this.series.filter(one => !one.hidden).map(one => this.sentence(one)), ...marks.filter(mark => mark.text)
      .slice(-3).map(mark => mark.text + '.')].join(' '));
    this.fillTable();
    // Axes of nothing say nothing.
    this.box.hidden = !this.drawn.some(one => points.some(point => one.of(point) !== null));
    if (this.box.hidden) {
      return;
    }
    const Library = await drawing();
    if (this.closed) {
      return;
    }
    if (!this.made) {
      this.made = new Library(this.canvas, settings(this));
      this.scheme.addEventListener('change', this.paint);
    }
    this.made.$marks = marks;
    // What ended after the last point began is still in the picture.
    this.made.options.scales.x.suggestedMax = Math.max(points[0].at + LEAST_SPAN_MS, ...marks.filter(mark => !mark.isSpike).map(mark => mark.at));
    this.made.data.datasets.forEach((set, index) => {
      const {of} = this.drawn[index];
      set.data = points.map(point => ({x: point.at, y: of(point)}));
    });
    paint(this.made);
    this.made.update();
  }

  get drawn() {
    return this.series.filter(one => !one.hidden);
  }

  sentence({label, of}) {
    const known = this.points.filter(point => of(point) !== null);
    if (!known.length) {
      return `No ${label} are known yet.`;
    }
    const peak = known.reduce((most, point) => (of(point) > of(most) ? point : most));
    const last = known[known.length - 1];
    return `From ${this.told(known[0].at)} to ${this.told(last.at)}: ${label} at most ${mean(of(peak))} at ${this.told(peak.at)}, `
      + `${mean(of(last))} at the last.`;
  }

  /** Only when somebody opens it: most never do. */
  fillTable() {
    if (this.details.open && this.points) {
      this.table.show(this.points);
    }
  }

  close() {
    this.closed = true;
    this.scheme.removeEventListener('change', this.paint);
    this.made?.destroy();
  }
}

function settings(chart) {
  return {
    type: chart.drawn[0].bars ? 'bar' : 'line',
    plugins: [marksPlugin],
    data: {datasets: chart.drawn.map(one => ({
      label: one.label, data: [], fill: Boolean(one.fill), borderWidth: one.bars ? 0 : 2, pointRadius: radius, pointHitRadius: 8, tension: 0.2,
      // A minute without a sample is a gap, not a line.
      spanGaps: false, maxBarThickness: BAR_PIXELS,
      // The first bar and the last one stand half outside.
      ...(one.bars ? {clip: BAR_PIXELS} : {}),
    }))},
    options: {
      animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false,
      interaction: {mode: 'index', intersect: false},
      layout: {padding: {top: 14}},
      plugins: {legend: {display: false}, tooltip: {callbacks: {
        title: shown => (shown.length ? chart.told(shown[0].parsed.x) : ''),
        label: shown => `${shown.dataset.label}: ${mean(shown.parsed.y)}`,
      }}},
      scales: {
        x: {type: 'linear', offset: false, bounds: 'data', grid: {display: false},
          afterBuildTicks: axis => { axis.ticks = timesBetween(axis.min, axis.max, axis.chart.width); },
          ticks: {callback: tickText, maxRotation: 0, autoSkipPadding: 12}},
        y: {beginAtZero: !chart.drawn[0].isLevel, border: {display: false},
          ticks: {callback: (value, _, ticks) => levelText(value, ticks), maxTicksLimit: 5}},
      },
    },
  };
}

/** A line shows no point that has no neighbour. */
function radius({dataset: {data}, dataIndex}) {
  const isKnown = index => (data[index]?.y ?? null) !== null;
  return isKnown(dataIndex - 1) || isKnown(dataIndex + 1) ? 0 : ALONE_PIXELS;
}

function paint(made) {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  made.options.color = color('--quiet');
  made.$marksColors = {line: color('--quiet'), spike: color('--spike')};
  for (const scale of Object.values(made.options.scales)) {
    scale.grid = {...scale.grid, color: color('--line')};
    scale.ticks.color = color('--quiet');
  }
  made.data.datasets.forEach((set, index) => {
    set.borderColor = set.pointBackgroundColor = color(COLORS[index]);
    set.backgroundColor = set.fill ? color('--accent-soft') : color(COLORS[index]);
  });
}
