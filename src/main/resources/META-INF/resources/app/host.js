// A host: who it is, how it grows, when it is live, and its broadcasts.

import {Chart} from './charts.js';
import {card, element, Figures, note, tabs} from './elements.js';
import {count, dateTime, day, gain, personName, shortDay, shortMoment, zone} from './format.js';
import {Calendar} from './calendar.js';
import {Heatmap} from './heatmap.js';
import {choice, hashOf} from './places.js';
import {broadcastTable} from './rooms.js';
import {Table} from './tables.js';

const DAY_MS = 86_400_000;
const RANGES = [['7', '7 days'], ['30', '30 days'], ['365', 'a year']];
// A year of hours is more than a screen has points, and more than the API gives at once.
const BY_HOUR_UP_TO = 30;
const EVERY_MS = 10_000;
const GROWTH = [['1h', '1 hour'], ['24h', '24 hours'], ['7d', '7 days'], ['30d', '30 days']];
const COUNTS = [['follower_count', 'Followers'], ['heart_count', 'Hearts'], ['following_count', 'Following'], ['friend_count', 'Friends'],
  ['video_count', 'Videos'], ['digg_count', 'Likes given']];

export function host(place, page) {
  const ref = encodeURIComponent(place.name).replace('%40', '@');
  const days = choice(place, 'days', RANGES.map(([value]) => value), '30');
  const about = element('p', {className: 'about', label: 'about the host'});
  const signature = element('p', {className: 'signature', label: 'signature'});
  const figures = new Figures('figures of the host', 'wide');
  const followers = new Chart('Followers', 'followers over time', [{label: 'followers', of: point => point.follower_count, isLevel: true}]);
  const hearts = new Chart('Hearts', 'hearts over time', [{label: 'hearts', of: point => point.heart_count, isLevel: true}]);
  const growth = growthTable();
  const names = namesTable();
  const calendar = new Calendar();
  const heatmap = new Heatmap();
  const broadcasts = broadcastTable();
  const none = note('Nobody knows this host.', 'no such host');
  const body = element('div', {children: [
    about, signature, figures.node,
    tabs('stretch of time', RANGES, days, value => hashOf('hosts', place.name, {days: value})),
    element('div', {className: 'charts', children: [followers.node, hearts.node]}),
    element('div', {className: 'columns broad', children: [
      card('Growth', [note('Up to the newest snapshot. A dash: not known.'), growth.node]), card('Names', [names.node]),
    ]}),
    heatmap.node, calendar.node, card('Broadcasts', [broadcasts.node]),
  ]});
  body.hidden = none.hidden = true;
  return {
    title: `Host ${place.name}`,
    parts: [none, body],
    every: EVERY_MS,
    close: () => [followers, hearts].forEach(chart => chart.close()),
    refresh: async round => {
      const profile = await round.askIfAny(`/users/${ref}`);
      body.hidden = !profile;
      none.hidden = Boolean(profile);
      if (!profile) {
        return;
      }
      page.title(personName(profile));
      about.textContent = aboutText(profile);
      signature.textContent = profile.signature ?? '';
      figures.show(COUNTS.map(([member, name]) => [name, count(profile[member])]));
      growth.show(GROWTH.map(([window, name]) => ({name, ...profile.growth[window]})));
      const until = Date.parse(profile.profile_at ?? profile.last_seen_at);
      const bucket = days <= BY_HOUR_UP_TO ? '1h' : '1d';
      const back = new URLSearchParams({from: dayOf(until - days * DAY_MS) + 'T00:00:00Z'});
      const [stats, known, daily, hours, streams] = await Promise.all([
        round.ask(`/users/${ref}/stats?bucket=${bucket}&${back}`),
        round.ask(`/users/${ref}/names`),
        round.ask(`/users/${ref}/daily?from=${calendar.from(profile.last_seen_at)}`),
        round.ask(`/users/${ref}/heatmap?${new URLSearchParams({tz: zone})}`),
        round.ask(`/users/${ref}/streams`),
      ]);
      names.show([...known.nicknames.map(row => ({...row, kind: 'nickname', name: row.nickname})),
        ...known.unique_ids.map(row => ({...row, kind: 'handle', name: '@' + row.unique_id}))]);
      calendar.show(daily, profile.last_seen_at);
      heatmap.show(hours);
      broadcasts.show(streams.items);
      const points = stats.items.map(item => ({...item, at: Date.parse(item.captured_at)}));
      const told = bucket === '1d' ? shortDay : shortMoment;
      await Promise.all([followers.show(points, [], told), hearts.show(points, [], told)]);
    },
  };
}

const dayOf = at => new Date(at).toISOString().slice(0, 10);

function aboutText(profile) {
  return [profile.unique_id ? '@' + profile.unique_id : null, profile.verified ? 'verified' : null,
    profile.private_account ? 'private account' : null, `id ${profile.user_id}`,
    `first seen ${day(profile.first_seen_at)}`, `last seen ${dateTime(profile.last_seen_at)}`,
    profile.precision === 'rounded' ? 'counts are rounded by TikTok' : null].filter(Boolean).join(' · ');
}

function growthTable() {
  return new Table('growth', [
    {name: 'Over', of: row => row.name},
    ...COUNTS.map(([member, name]) => ({name, number: true, of: row => gain(row[member])})),
    {name: 'Since', of: row => shortMoment(row.since)},
  ], {key: row => row.name});
}

function namesTable() {
  return new Table('names', [
    {name: 'Name', of: row => row.name},
    {name: 'Kind', of: row => row.kind},
    {name: 'First seen', of: row => day(row.first_seen_at)},
    {name: 'Last seen', of: row => day(row.last_seen_at)},
  ], {key: row => row.kind + row.name, empty: 'No name is known.'});
}
