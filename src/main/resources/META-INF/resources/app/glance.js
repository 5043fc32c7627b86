// The rooms that are on, at a glance: the figures of the house, and each room with its last quarter of an hour.

import {card, element, Figures, select} from './elements.js';
import {change, count, mean, rate} from './format.js';
import {choice, hashOf} from './places.js';
import {roomCell, RoomList} from './rooms.js';
import {sparkline} from './sparkline.js';
import {Table} from './tables.js';

const MOST_ROOMS = 200;
// A line break in the name of a column counts where the screen is narrow.
const PER_MINUTE = '\n/min';
// Less than that is noise.
const STEADY = 0.05;
const STATES = [['', 'on the air'], ['live', 'live'], ['paused', 'paused'], ['ended', 'ended'], ['all', 'all']];

export function glance(place) {
  const state = choice(place, 'state', STATES.map(([value]) => value));
  const figures = new Figures('overview', 'wide');
  const pick = select('Show', 'rooms to show', STATES, state, value => {
    location.hash = hashOf('', '', {state: value});
  });
  const rooms = state ? new RoomList(place, state) : pulseTable();
  const parts = [figures.node, card(state ? 'Rooms' : 'On the air', rooms.parts ?? [rooms.node], {
    beside: [...(rooms.controls ?? []), pick], label: 'rooms',
  })];
  return {
    title: 'Live rooms',
    parts,
    refresh: async round => {
      const [overview, list] = await Promise.all([
        round.ask('/overview'), round.ask(state ? rooms.path : `/pulse?limit=${MOST_ROOMS}`),
      ]);
      figures.show(overviewFigures(overview));
      if (state) {
        rooms.show(list);
      } else {
        rooms.show(list.items);
      }
    },
  };
}

function overviewFigures(overview) {
  return [
    ['Live rooms', count(overview.live_rooms)],
    ['Paused rooms', count(overview.paused_rooms)],
    ['Viewers now', count(overview.viewers_now), 'summed over the live rooms'],
    ['Events per minute', count(overview.events_per_minute), 'in the last whole minute'],
    ['Diamonds, last hour', count(overview.diamonds_last_hour)],
    ['Ingest lag', count(overview.ingest_lag), 'records that Kafka holds and Millrace has not taken yet'],
    ['Records per second', mean(overview.ingest_rate), 'that enter the books'],
  ];
}

function pulseTable() {
  return new Table('rooms on the air', [
    {name: 'Room', node: room => roomCell(room, room.spike ? [spike(), ' '] : []), basis: room => [room.host, room.title, room.state, room.spike]},
    {name: 'Viewers', number: true, of: room => count(room.viewers_now)},
    {name: '15 minutes', roomy: true, node: room => sparkline(room.viewers, 'viewers of the last 15 minutes'), basis: room => room.viewers},
    {name: 'Trend', hint: 'the last five minutes beside the five before', node: room => trend(room.trend), basis: room => room.trend},
    {name: 'Diamonds' + PER_MINUTE, number: true, of: room => rate(room.diamonds_per_minute)},
    {name: 'Comments' + PER_MINUTE, number: true, of: room => rate(room.comments_per_minute)},
  ], {key: room => room.room_id, empty: 'No room is on the air.'});
}

function trend(value) {
  const [arrow, word, className] = value === null ? ['', 'unknown', 'quiet']
    : Math.abs(value) < STEADY ? ['→', 'steady', 'quiet']
      : value > 0 ? ['▲', 'rising', 'up'] : ['▼', 'falling', 'down'];
  return element('span', {className: 'trend ' + className, label: value === null ? 'trend unknown' : `${word} by ${change(value)}`, role: 'img',
    text: value === null ? '–' : `${arrow} ${change(value)}`});
}

function spike() {
  return element('span', {text: 'spike', className: 'pill spike', title: 'something stood out in the last minute'});
}
