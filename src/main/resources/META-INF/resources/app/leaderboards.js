// Who leads: four ways of ranking hosts over four windows.

import {card, element, link, note, tabs, write} from './elements.js';
import {count, dateTime, hostName} from './format.js';
import {choice, hashOf, toHost} from './places.js';
import {bar} from './sparkline.js';
import {Table} from './tables.js';

const EVERY_MS = 5_000;
const MOST = 100;
const BY = [['diamonds', 'Diamonds'], ['viewers', 'Peak viewers'], ['comments', 'Comments'], ['followers_gained', 'Followers gained']];
const WINDOWS = [['1h', '1 hour'], ['24h', '24 hours'], ['7d', '7 days'], ['30d', '30 days']];

export function leaderboards(place) {
  const by = choice(place, 'by', BY.map(([value]) => value));
  const window = choice(place, 'window', WINDOWS.map(([value]) => value), '24h');
  const name = BY.find(([value]) => value === by)[1];
  const about = note('');
  const table = new Table('leaderboard', [
    {name: 'Rank', of: row => count(row.rank)},
    {name: 'Host', node: row => link(hostName(row), toHost(row.user_id)), basis: row => [row.nickname, row.unique_id]},
    {name, number: true, of: row => count(row.value)},
    {name: 'Beside the first', hidden: true, roomy: true, node: row => bar(row.part), basis: row => row.part},
    {name: 'Broadcasts', number: true, of: row => count(row.streams)},
  ], {key: row => row.user_id, empty: 'Nobody stands here in this window.'});
  return {
    title: 'Leaderboards',
    every: EVERY_MS,
    parts: [
      element('div', {className: 'choices', children: [
        tabs('what hosts are ranked by', BY, by, value => hashOf('leaderboards', '', {by: value, window})),
        tabs('window', WINDOWS, window, value => hashOf('leaderboards', '', {by, window: value})),
      ]}),
      card(`${name}, ${WINDOWS.find(([value]) => value === window)[1]}`, [about, table.node], {label: 'hosts'}),
    ],
    refresh: async round => {
      const board = await round.ask(`/leaderboards/${by}?window=${window}&limit=${MOST}`);
      write(about, `From ${dateTime(board.from)} to ${dateTime(board.until)}.`);
      table.show(board.items.map(row => ({...row, part: row.value / board.items[0].value})));
    },
  };
}
