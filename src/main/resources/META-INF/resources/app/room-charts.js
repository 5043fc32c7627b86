// What happened over a broadcast: viewers, and what was said and given, with its start, its end and what stood out.

import {Chart} from './charts.js';
import {element} from './elements.js';
import {hourMinute, mean, shortMoment} from './format.js';

const MINUTES = {'1m': 1, '5m': 5, '15m': 15, '1h': 60};
// More points than that are finer than the screen.
const MOST_POINTS = 360;
// What the API gives at once, less the quarter of an hour that it looks at before a range.
const MOST_GIVEN = 1_980;
const COUNTED = ['comments', 'likes_observed', 'gifts', 'diamonds', 'joins', 'follows', 'shares'];
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** The narrowest bucket that shows the broadcast in a sensible number of points. */
export function bucketFor(room) {
  const minutes = (Date.parse(room.last_event_at) - Date.parse(room.started_at)) / MINUTE_MS;
  return Object.keys(MINUTES).find(bucket => minutes / MINUTES[bucket] <= MOST_POINTS) ?? '1h';
}

/** The start of the bucket in which it began, or as far back as the API looks at once. Bound to the minute: the address stays the same. */
export function startOf(room, bucket) {
  const step = MINUTES[bucket] * MINUTE_MS;
  const down = at => Math.floor(Date.parse(at) / step) * step;
  return new Date(Math.max(down(room.started_at), down(room.last_event_at) - MOST_GIVEN * step)).toISOString();
}

/** From the first bucket in which anything was seen: before it nobody looked, which is not the same as nothing. */
function seen(items) {
  const first = items.findIndex(item => item.viewers_avg !== null || COUNTED.some(figure => item[figure] > 0));
  return first < 0 ? [] : items.slice(first);
}

export class RoomCharts {
  constructor() {
    this.viewers = new Chart('Viewers', 'viewers over time', [{label: 'viewers', of: point => point.viewers_avg, fill: true}]);
    this.talk = new Chart('Comments per minute', 'comments per minute over time', [{label: 'comments', of: point => point.comments}]);
    this.gifts = new Chart('Diamonds per minute', 'gifts and diamonds per minute over time', [
      {label: 'diamonds', of: point => point.diamonds, bars: true}, {label: 'gifts', of: point => point.gifts, hidden: true},
    ]);
    this.node = element('div', {className: 'charts', children: [this.viewers.node, this.talk.node, this.gifts.node]});
  }

  async show(room, timeline, spikes) {
    if (this.timeline === timeline && this.spikes === spikes) {
      return;
    }
    this.timeline = timeline;
    this.spikes = spikes;
    const width = MINUTES[timeline.bucket];
    const points = seen(timeline.items).map(item => ({...item, at: Date.parse(item.at),
      comments: item.comments / width, diamonds: item.diamonds / width, gifts: item.gifts / width}));
    const isLong = points.length > 1 && points[points.length - 1].at - points[0].at > DAY_MS;
    const told = isLong ? shortMoment : hourMinute;
    const marks = metrics => [
      {at: Date.parse(room.started_at), label: 'start', before: `started ${told(room.started_at)}`},
      ...(room.ended_at ? [{at: Date.parse(room.ended_at), label: 'end'}] : []),
      ...spikes.items.filter(spike => metrics.includes(spike.metric)).map(spike => ({
        at: Date.parse(spike.from), until: Date.parse(spike.until), label: spike.metric, isSpike: true,
        text: `At ${told(spike.from)} ${spike.metric} spiked: ${mean(spike.peak)} after a mean of ${mean(spike.baseline)}`,
      })),
    ];
    await this.viewers.show(points, marks(['viewers', 'joins', 'follows']), told);
    await this.talk.show(points, marks(['comments']), told);
    await this.gifts.show(points, marks(['diamonds', 'gifts']), told);
  }

  close() {
    [this.viewers, this.talk, this.gifts].forEach(chart => chart.close());
  }
}
