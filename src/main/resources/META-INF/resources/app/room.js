// One broadcast: its summary arrives by itself, and the rest is asked for when the summary has changed.

import {bucketFor, RoomCharts, startOf} from './room-charts.js';
import {card, element, Figures, link, note, pill, unseen, write} from './elements.js';
import {between, count, dateTime, hostName, mean, share} from './format.js';
import {ComparisonCard} from './comparison.js';
import {Funnel} from './funnel.js';
import {toHost} from './places.js';
import {People} from './people.js';
import {QualityCard} from './quality.js';

export function room(place, page) {
  const id = encodeURIComponent(place.name);
  const head = element('p', {className: 'about', label: 'about the room'});
  const figures = new Figures('figures of the room', 'wide');
  const charts = new RoomCharts();
  const people = new People(place);
  const funnel = new Funnel();
  const quality = new QualityCard();
  const comparison = new ComparisonCard();
  const none = note('Nobody knows this room.', 'no such room');
  const body = element('div', {children: [
    head, figures.node, charts.node, people.node,
    element('div', {className: 'columns', children: [funnel.node, quality.node]}), comparison.node,
  ]});
  body.hidden = none.hidden = true;
  let compared = null;
  const show = summary => {
    page.title(hostName(summary.host));
    showHead(head, summary);
    figures.show(roomFigures(summary));
    funnel.show(summary);
  };
  return {
    title: `Room ${place.name}`,
    parts: [none, body],
    live: `/streams/${id}/live`,
    told: show,
    close: () => charts.close(),
    refresh: async (round, told) => {
      const summary = told ?? await round.askIfAny(`/streams/${id}`);
      body.hidden = !summary;
      none.hidden = Boolean(summary);
      if (!summary) {
        return;
      }
      show(summary);
      const bucket = bucketFor(summary);
      const from = new URLSearchParams({from: startOf(summary, bucket)});
      const [timeline, spikes, leaders, events, seen, beside] = await Promise.all([
        round.ask(`/streams/${id}/timeline?bucket=${bucket}&fill=zero&${from}`),
        round.ask(`/streams/${id}/spikes?${new URLSearchParams({from: startOf(summary, '1m')})}`),
        round.ask(`/streams/${id}/leaders?by=${people.by}&limit=${people.most}`),
        round.ask(`/streams/${id}/events?limit=${people.events}`),
        round.ask(`/streams/${id}/quality`),
        round.ask(`/streams/${id}/comparison`),
      ]);
      people.show(leaders, events);
      quality.show(seen);
      if (compared !== beside) {
        comparison.show(beside);
        compared = beside;
      }
      await charts.show(summary, timeline, spikes);
    },
  };
}

function showHead(head, summary) {
  const {host} = summary;
  const ref = host.user_id ?? (host.unique_id ? '@' + host.unique_id : null);
  const text = [summary.title, host.unique_id ? '@' + host.unique_id : null, `started ${dateTime(summary.started_at)}`,
    `${summary.state === 'ended' ? 'lasted' : 'on for'} ${between(summary.started_at, summary.ended_at ?? summary.last_event_at)}`,
    `room ${summary.room_id}`].filter(Boolean).join(' · ');
  // Rebuilt only where the link or the state are others: a focus on the link stays.
  const basis = `${ref} ${summary.state}`;
  if (head.dataset.basis !== basis) {
    head.dataset.basis = basis;
    head.replaceChildren(pill(summary.state), unseen(' room. '), element('span'), ...(ref ? [' ', link('All of this host', toHost(ref))] : []));
  }
  write(head.children[2], text);
}

function roomFigures(room) {
  return [
    ['Viewers', count(room.viewers_now), 'of the newest sample'],
    ['Peak viewers', count(room.viewers_peak)],
    ['Mean viewers', mean(room.viewers_avg), 'over the minutes with a sample'],
    ['Hours watched', mean(room.hours_watched), 'a lower bound where coverage is below 100%'],
    ['Diamonds', count(room.diamonds)],
    ['Diamonds/hour', mean(room.diamonds_per_hour)],
    ['Gifts', count(room.gifts)],
    ['Comments', count(room.comments)],
    ['Comments/min', mean(room.comments_per_minute)],
    ['Likes', count(room.likes), 'a lower bound: TikTok leaves likes out'],
    ['Engagement', share(room.engagement), 'of the participants, who commented, gifted, shared or followed'],
    ['New followers', count(room.new_followers)],
    ['Followers', count(room.follower_total), 'of the host, as the newest follow or share told'],
    ['Joins', count(room.joins)],
    ['Shares', count(room.shares)],
    ['Coverage', share(room.coverage), 'minutes with a sample of viewers: how much the viewer figures are worth'],
  ];
}
