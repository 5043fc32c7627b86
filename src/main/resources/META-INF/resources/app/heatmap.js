// In which hours of the week a host is live, in the reader's zone.

import {card, element, note, unseen, write} from './elements.js';
import {Heat, shade} from './heat.js';
import {count, day, mean, minutes, weekday} from './format.js';

const HOURS = 24;
const DAYS = 7;

export class Heatmap {
  constructor() {
    this.about = note('');
    this.cells = new Map();
    const head = element('tr', {children: [element('th', {children: [unseen('Day')]}), ...span(HOURS, hour => element('th', {
      scope: 'col', ...(hour % 3 ? {children: [unseen(String(hour))]} : {text: String(hour)}),
    }))]});
    const rows = span(DAYS, index => element('tr', {children: [
      element('th', {scope: 'row', text: weekday(index + 1, 'short')}), ...span(HOURS, hour => this.cell(index + 1, hour)),
    ]}));
    const table = element('table', {className: 'heat', label: 'hours of the week', children: [
      element('thead', {children: [head]}), element('tbody', {children: rows})]});
    this.heat = new Heat(table, 'table of hours of the week');
    this.node = card('When this host is live', [this.about, ...this.heat.parts], {label: 'heat map'});
  }

  cell(weekdayNumber, hour) {
    const cell = element('td', {children: [unseen('')]});
    this.cells.set(`${weekdayNumber} ${hour}`, cell);
    return cell;
  }

  show(heatmap) {
    if (this.shown === heatmap) {
      return;
    }
    this.shown = heatmap;
    write(this.about, `Minutes live by weekday and hour, ${day(heatmap.from)} to ${day(heatmap.until)}, in the zone ${heatmap.tz}.`);
    const most = Math.max(1, ...heatmap.items.map(item => item.live_minutes));
    this.heat.upTo(most);
    const known = new Map(heatmap.items.map(item => [`${item.weekday} ${item.hour}`, item]));
    for (const [key, cell] of this.cells) {
      const item = known.get(key);
      const [weekdayNumber, hour] = key.split(' ').map(Number);
      const text = item ? told(item) : 'not live';
      cell.className = shade(item ? item.live_minutes / most : 0);
      cell.title = `${weekday(weekdayNumber)}, ${hour}:00: ${text}`;
      write(cell.firstChild, text);
    }
  }
}

function told(item) {
  return [`${minutes(item.live_minutes)} live`, item.viewers_avg === null ? null : `${mean(item.viewers_avg)} viewers`,
    `${count(item.diamonds)} diamonds`, `${count(item.comments)} comments`].filter(Boolean).join(', ');
}

const span = (length, of) => Array.from({length}, (_, index) => of(index));
