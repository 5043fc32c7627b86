// Small drawings that stand in a line of text: the last minutes of a figure, and a bar.

import {drawing} from './elements.js';
import {count} from './format.js';

const WIDTH = 96;
const HEIGHT = 24;
const INSET = 2;

/** Evenly spaced values, oldest first; where one is null the line has a gap. */
export function sparkline(values, name) {
  const known = values.filter(value => value !== null);
  const svg = drawing('svg', {
    class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img',
    'aria-label': known.length ? `${name}: from ${count(known[0])} to ${count(known[known.length - 1])}` : `${name}: unknown`,
  });
  if (!known.length) {
    return svg;
  }
  const least = Math.min(...known);
  const span = Math.max(...known) - least || 1;
  const x = index => INSET + index * (WIDTH - 2 * INSET) / (values.length - 1);
  const y = value => HEIGHT - INSET - (value - least) / span * (HEIGHT - 2 * INSET);
  svg.append(...stretches(values).map(points => (points.length === 1
    ? drawing('circle', {cx: x(points[0]), cy: y(values[points[0]]), r: 1.5})
    : drawing('polyline', {points: points.map(index => `${x(index).toFixed(1)},${y(values[index]).toFixed(1)}`).join(' ')}))));
  return svg;
}

function stretches(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value === null) {
      return;
    }
    if (index === 0 || values[index - 1] === null) {
      found.push([]);
    }
    found[found.length - 1].push(index);
  });
  return found;
}

/** A part of 1; what it says stands beside it as text. */
export function bar(part) {
  const width = Math.max(0, Math.min(1, part)) * 100;
  return drawing('svg', {class: 'meter', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, [
    drawing('rect', {class: 'meter-all', width: 100, height: 6}), drawing('rect', {class: 'meter-part', width, height: 6}),
  ]);
}
