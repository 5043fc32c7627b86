// How well a broadcast was seen: what the figures above are worth.

import {card, Figures} from './elements.js';
import {count, minutes, share, shortMoment} from './format.js';
import {Table} from './tables.js';

export class QualityCard {
  constructor() {
    this.figures = new Figures('quality of the room', 'small');
    this.gaps = new Table('gaps', [
      {name: 'Nothing from', of: gap => shortMoment(gap.from)},
      {name: 'until', of: gap => shortMoment(gap.until)},
      {name: 'Minutes', number: true, of: gap => count(gap.minutes)},
    ], {key: gap => gap.from, empty: 'No gap of two minutes or more.'});
    this.node = card('How well it was seen', [this.figures.node, this.gaps.node], {label: 'quality'});
  }

  show(quality) {
    this.figures.show([
      ['Minutes with viewers', `${share(quality.coverage)}`, 'minutes with a sample of viewers ÷ all minutes'],
      ['Gaps', count(quality.gap_count)],
      ['Minutes in gaps', minutes(quality.gap_minutes)],
      ['Events seen', count(quality.events)],
      ['Late events', share(quality.recent.late_share), 'of the newest events, captured more than 60 s after they happened'],
    ]);
    this.gaps.show(quality.gaps.slice(0, 5));
  }
}
