// What stands along the axes: whole hours and days of the reader's zone, a handful of them, and short figures.

import {hourMinute, mean, short, shortDay} from './format.js';

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY];
const PIXELS_OF_ONE = 80;

/** Times in ms between these two, evenly apart. */
export function timesBetween(from, until, pixels) {
  const most = Math.max(2, Math.floor(pixels / PIXELS_OF_ONE));
  const step = STEPS.find(one => (until - from) / (one * MINUTE_MS) <= most) ?? STEPS[STEPS.length - 1];
  const stepMs = step * MINUTE_MS;
  const offset = new Date(from).getTimezoneOffset() * MINUTE_MS;
  const found = [];
  for (let at = Math.ceil((from - offset) / stepMs) * stepMs + offset; at <= until; at += stepMs) {
    found.push({value: at});
  }
  return found;
}

/** At midnight the day, else the time of day. */
export function tickText(at) {
  const local = new Date(at);
  return local.getHours() + local.getMinutes() === 0 ? shortDay(at) : hourMinute(at);
}

/** Beside an axis of figures: short, unless two of its ticks would then read the same. */
export function levelText(value, ticks) {
  const isPlain = new Set(ticks.map(tick => short(tick.value))).size < ticks.length;
  return isPlain ? mean(value) : short(value);
}
