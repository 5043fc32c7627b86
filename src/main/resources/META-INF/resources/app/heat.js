// What maps of days and of hours have in common: shades, what they stand for, and what the cell says that was tapped.

import {element, scroller, write} from './elements.js';
import {minutes} from './format.js';

const LEVELS = 4;

/** The class of a cell of this part of the most; nothing has a shade of its own. */
export const shade = part => 'level-' + Math.ceil(part * LEVELS);

export class Heat {
  constructor(table, label) {
    this.most = element('span');
    this.region = scroller(label, table);
    // A finger sees no titles.
    this.told = element('p', {className: 'quiet told'});
    table.addEventListener('click', event => write(this.told, event.target.closest('td')?.title ?? ''));
    // Who hears the page hears what each cell says.
    const legend = element('p', {className: 'quiet legend', 'aria-hidden': 'true', children: [
      'not live ', ...Array.from({length: LEVELS + 1}, (_, level) => element('span', {className: 'shade level-' + level})), ' up to ', this.most,
    ]});
    this.parts = [this.region, this.told, legend];
  }

  /** The minutes that the deepest shade stands for. */
  upTo(most) {
    write(this.most, minutes(most));
  }
}
