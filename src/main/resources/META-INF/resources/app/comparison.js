// A broadcast beside the ones before it of the same host.

import {card, note, write} from './elements.js';
import {count, mean, share, times} from './format.js';
import {Table} from './tables.js';

const NAMES = {
  minutes_on_air: 'Minutes on air', viewers_peak: 'Peak viewers', viewers_avg: 'Mean viewers', hours_watched: 'Hours watched',
  comments: 'Comments', likes: 'Likes', gifts: 'Gifts', diamonds: 'Diamonds', new_followers: 'New followers', participants: 'Participants',
  gifter_conversion: 'Gifters of participants', engagement: 'Engagement',
};
const SHARES = ['gifter_conversion', 'engagement'];
const format = figure => (SHARES.includes(figure) ? share : mean);

export class ComparisonCard {
  constructor() {
    this.with = note('');
    this.table = new Table('comparison', [
      {name: 'Figure', of: row => NAMES[row.figure] ?? row.figure},
      {name: 'This one', number: true, of: row => format(row.figure)(row.value)},
      {name: 'Mean', number: true, of: row => format(row.figure)(row.mean)},
      {name: 'Median', number: true, of: row => format(row.figure)(row.median)},
      {name: 'Of the mean', number: true, of: row => times(row.ratio_to_mean)},
      {name: 'Rank', number: true, of: row => (row.rank === null ? '–' : `${count(row.rank)}`)},
    ], {key: row => row.figure});
    this.node = card('Beside the broadcasts before', [this.with, this.table.node], {label: 'comparison'});
  }

  show(comparison) {
    const others = comparison.compared_with;
    write(this.with, others ? `With the last ${others === 1 ? 'one' : count(others)} that had ended. Rank 1 is the greatest.`
      : 'No broadcast of this host before this one is known.');
    this.table.node.hidden = others === 0;
    this.table.show(comparison.figures);
  }
}
