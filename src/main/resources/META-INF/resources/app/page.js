// The page: asks every two seconds, shows what has changed, and says so when nobody answers. What was shown last stays.

import {ask, Away, keepOnly} from './api.js';
import {bucketFor, RoomCharts} from './charts.js';
import {count, dateTime, element, figures, hostName, mean, personName, sentence, share, state, time} from './show.js';

const EVERY_MS = 2_000;
const ROOMS = 50;
const LEADERS = 10;
const EVENTS = 20;

const part = id => document.getElementById(id);
const shown = new Map();
let charts;
let chosen = location.hash.slice(1) || null;
let asked = new Set();
let timer;
let round = 0;

/** Calls `show` only when the answer is another one than what stands there. */
function once(name, answer, show) {
  if (shown.get(name) !== answer) {
    show(answer);
    shown.set(name, answer);
  }
}

function get(path) {
  asked.add(path);
  return ask(path);
}

async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
  asked = new Set();
  try {
    await refreshAll(() => mine === round);
    if (mine === round) {
      keepOnly(asked);
      report(false, `Up to date at ${time(Date.now())}`);
    }
  } catch (failure) {
    if (mine === round) {
      const reason = failure instanceof Away ? failure.message : 'The page failed: ' + failure.message;
      report(true, `${reason}. Trying again; what you see may be old.`);
    }
  }
  if (mine === round) {
    timer = setTimeout(refresh, EVERY_MS);
  }
}

/** A reader who chooses something else meanwhile starts another round; this one then shows nothing any more. */
async function refreshAll(isCurrent) {
  const [overview, rooms] = await Promise.all([get('/overview'), get(roomsPath())]);
  if (!isCurrent()) {
    return;
  }
  once('overview', overview, showOverview);
  if (!chosen && rooms.items.length) {
    chosen = rooms.items[0].room_id;
  }
  once('rooms', rooms, showRooms);
  if (chosen) {
    await refreshRoom(encodeURIComponent(chosen), isCurrent);
  }
}

async function refreshRoom(id, isCurrent) {
  let room;
  try {
    room = await get(`/streams/${id}`);
  } catch (failure) {
    if (failure.status === 404 || failure.status === 400) {
      part('room').hidden = true;
      return;
    }
    throw failure;
  }
  const [timeline, leaders, events] = await Promise.all([
    get(`/streams/${id}/timeline?bucket=${bucketFor(room.started_at, room.last_event_at)}`),
    get(`/streams/${id}/leaders?by=${part('by').value}&limit=${LEADERS}`),
    get(`/streams/${id}/events?limit=${EVENTS}`),
  ]);
  if (!isCurrent()) {
    return;
  }
  part('room').hidden = false;
  once('room', room, showRoom);
  once('leaders', leaders, showLeaders);
  once('events', events, showEvents);
  charts ??= new RoomCharts(part('viewers-chart'), part('activity-chart'));
  once('timeline', timeline, answer => charts.show(answer));
}

function roomsPath() {
  const wanted = part('state').value;
  return `/streams?sort=${part('sort').value}&limit=${ROOMS}` + (wanted ? `&state=${wanted}` : '');
}

function report(away, text) {
  const status = part('status');
  status.className = away ? 'away' : '';
  status.textContent = text;
}

function showOverview(overview) {
  figures(part('overview'), [
    ['Live rooms', count(overview.live_rooms)],
    ['Viewers now', count(overview.viewers_now)],
    ['Events per minute', count(overview.events_per_minute)],
    ['Diamonds in the last hour', count(overview.diamonds_last_hour)],
    ['Ingest lag', count(overview.ingest_lag)],
    ['Records per second', mean(overview.ingest_rate)],
  ]);
}

function showRooms(rooms) {
  part('no-rooms').hidden = rooms.items.length > 0;
  const focused = document.activeElement?.closest('#rooms a')?.hash;
  part('rooms').replaceChildren(...rooms.items.map(roomRow));
  if (focused) {
    [...part('rooms').querySelectorAll('a')].find(link => link.hash === focused)?.focus();
  }
}

function roomRow(room) {
  const link = element('a', {text: hostName(room.host)});
  link.href = '#' + room.room_id;
  if (room.room_id === chosen) {
    link.setAttribute('aria-current', 'true');
  }
  const number = text => element('td', {text, className: 'number'});
  return element('tr', {
    className: room.room_id === chosen ? 'chosen' : '',
    children: [
      element('td', {children: [link]}),
      element('td', {children: [state(room.state)]}),
      number(count(room.viewers_now)),
      number(count(room.diamonds)),
      number(count(room.comments)),
      number(count(room.likes)),
      number(dateTime(room.last_event_at)),
    ],
  });
}

function showRoom(room) {
  part('room-name').textContent = hostName(room.host);
  part('room-state').textContent = room.state;
  part('room-state').className = 'state ' + room.state;
  part('room-title').textContent = [room.title, `room ${room.room_id}`, `started ${dateTime(room.started_at)}`,
    room.ended_at ? `ended ${dateTime(room.ended_at)}` : null].filter(Boolean).join(' · ');
  figures(part('figures'), [
    ['Viewers', count(room.viewers_now)],
    ['Peak viewers', count(room.viewers_peak)],
    ['Mean viewers', mean(room.viewers_avg)],
    ['Visits', count(room.viewers_total)],
    ['Hours watched', mean(room.hours_watched)],
    ['Diamonds', count(room.diamonds)],
    ['Diamonds per hour', mean(room.diamonds_per_hour)],
    ['Gifts', count(room.gifts)],
    ['Gifters', count(room.gifters)],
    ['Gifters of all', share(room.gifter_conversion)],
    ['Comments', count(room.comments)],
    ['Comments per minute', mean(room.comments_per_minute)],
    ['Commenters', count(room.commenters)],
    ['Likes', count(room.likes)],
    ['Likes observed', count(room.likes_observed)],
    ['Participants', count(room.participants)],
    ['Engagement', share(room.engagement)],
    ['Joins', count(room.joins)],
    ['Follows', count(room.follows)],
    ['New followers', count(room.new_followers)],
    ['Followers', count(room.follower_total)],
    ['Shares', count(room.shares)],
    ['Coverage', share(room.coverage)],
  ]);
}

function showLeaders(leaders) {
  part('leaders').replaceChildren(...leaders.items.map(leader => element('li', {children: [
    element('span', {text: String(leader.rank), className: 'rank'}),
    element('span', {text: personName(leader), className: 'name'}),
    element('span', {text: count(leader.value), className: 'value'}),
  ]})));
  if (!leaders.items.length) {
    part('leaders').append(element('li', {text: 'nobody yet', className: 'quiet'}));
  }
}

function showEvents(events) {
  part('events').replaceChildren(...events.items.map(event => {
    const at = element('time', {text: time(event.occurred_at)});
    at.dateTime = event.occurred_at;
    return element('li', {children: [at, element('span', {text: sentence(event), className: 'text'})]});
  }));
}

addEventListener('hashchange', () => {
  chosen = location.hash.slice(1) || null;
  shown.clear();
  refresh();
});
for (const id of ['state', 'sort', 'by']) {
  part(id).addEventListener('change', refresh);
}
refresh();
