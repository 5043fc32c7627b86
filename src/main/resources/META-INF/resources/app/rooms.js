// Lists of broadcasts: all rooms by state and order, page by page, and those of a host.

import {element, link, pill, select, unseen} from './elements.js';
import {between, count, dateTime, hostName} from './format.js';
import {choice, hashOf, toRoom} from './places.js';
import {Table} from './tables.js';

const A_PAGE = 50;
const ORDERS = [['started', 'newest first'], ['viewers', 'most viewers'], ['diamonds', 'most diamonds']];

const FIGURES = [
  {name: 'Viewers', number: true, of: room => count(room.viewers_now)},
  {name: 'Peak', number: true, of: room => count(room.viewers_peak)},
  {name: 'Diamonds', number: true, of: room => count(room.diamonds)},
  {name: 'Comments', number: true, of: room => count(room.comments)},
  {name: 'Started', of: room => dateTime(room.started_at)},
  {name: 'Lasted', number: true, of: room => between(room.started_at, room.ended_at ?? room.last_event_at)},
];

/** Who, and beneath it what; before it the marks that this room has. */
export function roomCell(room, marks = []) {
  return element('div', {className: 'who', children: [
    link(hostName(room.host), toRoom(room.room_id)),
    element('span', {className: 'what', children: [
      ...(room.state === 'live' ? [unseen('live ')] : [pill(room.state), ' ']), ...marks, room.title ?? `room ${room.room_id}`,
    ]}),
  ]});
}

export class RoomList {
  constructor(place, state) {
    const sort = choice(place, 'sort', ORDERS.map(([value]) => value));
    const cursor = place.options.get('cursor');
    this.here = next => hashOf('', '', {state, sort, cursor: next});
    this.path = '/streams?' + new URLSearchParams({
      sort, limit: A_PAGE, ...(state === 'all' ? {} : {state}), ...(cursor ? {cursor} : {}),
    });
    this.controls = [select('Order', 'order of the rooms', ORDERS, sort, value => {
      location.hash = hashOf('', '', {state, sort: value});
    })];
    this.table = new Table('rooms', [
      {name: 'Room', node: roomCell, basis: room => [room.host, room.title, room.state]}, ...FIGURES,
    ], {key: room => room.room_id, empty: 'No room matches.'});
    this.more = element('p', {className: 'more'});
    this.parts = [this.table.node, this.more];
  }

  show(list) {
    this.table.show(list.items);
    const next = list.next_cursor ? this.here(list.next_cursor) : null;
    if (this.more.firstChild?.getAttribute('href') !== (next ?? undefined)) {
      this.more.replaceChildren(...(next ? [link('Next page', next)] : []));
    }
  }
}

/** Of one host: its broadcasts are told by when they were. */
export function broadcastTable() {
  return new Table('broadcasts', [
    {name: 'Started', node: room => link(dateTime(room.started_at), toRoom(room.room_id)), basis: room => room.started_at},
    {name: 'Title', of: room => room.title ?? '–'},
    {name: 'State', node: room => pill(room.state), basis: room => room.state},
    ...FIGURES.filter(({name}) => name !== 'Started' && name !== 'Viewers'),
  ], {key: room => room.room_id, empty: 'No broadcast has been seen.'});
}
