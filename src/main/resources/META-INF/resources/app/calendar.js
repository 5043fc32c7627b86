// The days of half a year, a column a week: how long a host was live on each. Days are those of UTC, as the figures are kept.

import {card, element, note, unseen} from './elements.js';
import {count, dayOfUtc, minutes, monthOfUtc, shortDayOfUtc, weekday} from './format.js';
import {Heat, shade} from './heat.js';
import {Table} from './tables.js';

const DAY_MS = 86_400_000;
const WEEKS = 26;
const DAYS = 7;
const WEEKS_OF_NAME = 3;
const SECONDS_OF_MINUTE = 60;

export class Calendar {
  constructor() {
    this.grid = element('table', {className: 'heat days', label: 'calendar of days'});
    this.heat = new Heat(this.grid, 'table of the calendar');
    this.table = new Table('days', [
      {name: 'Day (UTC)', of: row => shortDayOfUtc(row.date)},
      {name: 'Broadcasts', number: true, of: row => count(row.streams)},
      {name: 'Live', number: true, of: row => minutes(row.live_seconds / SECONDS_OF_MINUTE)},
      {name: 'Peak', number: true, of: row => count(row.viewers_peak)},
      {name: 'Diamonds', number: true, of: row => count(row.diamonds)},
      {name: 'Comments', number: true, of: row => count(row.comments)},
      {name: 'Follows', number: true, of: row => count(row.follows)},
    ], {key: row => row.date, empty: 'No day with a broadcast.'});
    this.node = card('Days', [
      note('How long the host was live on each day of UTC.'),
      ...this.heat.parts,
      element('details', {children: [element('summary', {text: 'Figures of the days'}), this.table.node]}),
    ], {label: 'calendar'});
  }

  /** The Monday from which the last day stands in the last column. */
  from(lastSeenAt) {
    return isoDay(firstDay(lastSeenAt));
  }

  show(daily, lastSeenAt) {
    if (this.shown === daily) {
      return;
    }
    this.shown = daily;
    this.table.show([...daily.items].reverse());
    const known = new Map(daily.items.map(item => [item.date, item]));
    const most = Math.max(1, ...daily.items.map(item => item.live_seconds));
    this.heat.upTo(most / SECONDS_OF_MINUTE);
    const first = firstDay(lastSeenAt);
    const weeks = Array.from({length: WEEKS}, (_, week) => first + week * DAYS * DAY_MS);
    const begins = at => new Date(at).getUTCDate() <= DAYS;
    // The first column has the name of its month where there is room for it before the next one.
    const month = (at, index) => (begins(at) || (index === 0 && !weeks.slice(1, WEEKS_OF_NAME).some(begins)) ? monthOfUtc(at) : '');
    this.grid.replaceChildren(
      element('thead', {children: [element('tr', {children: [element('th', {children: [unseen('Weekday')]}),
        ...weeks.map((at, index) => element('th', {scope: 'col', children: [
          element('span', {text: month(at, index), className: 'month', 'aria-hidden': 'true'}), unseen('week of ' + isoDay(at))]}))]})]}),
      element('tbody', {children: Array.from({length: DAYS}, (_, index) => element('tr', {children: [
        element('th', {scope: 'row', text: weekday(index + 1, 'short')}),
        ...weeks.map(at => cell(at + index * DAY_MS, known, most)),
      ]}))}),
    );
  }
}

function cell(at, known, most) {
  const item = known.get(isoDay(at));
  const text = item ? `${minutes(item.live_seconds / SECONDS_OF_MINUTE)} live, ${count(item.diamonds)} diamonds` : 'not live';
  return element('td', {
    className: shade(item ? item.live_seconds / most : 0),
    title: `${dayOfUtc(at)}: ${text}`, children: [unseen(text)],
  });
}

function firstDay(lastSeenAt) {
  const last = Math.floor(Date.parse(lastSeenAt) / DAY_MS) * DAY_MS;
  const sinceMonday = (new Date(last).getUTCDay() + DAYS - 1) % DAYS;
  return last - (sinceMonday + (WEEKS - 1) * DAYS) * DAY_MS;
}

const isoDay = at => new Date(at).toISOString().slice(0, 10);
