// Who leads in a room, and what was last said and done there.

import {card, element, scroller, select, write} from './elements.js';
import {count, personName, time} from './format.js';
import {choice, hashOf} from './places.js';
import {bar} from './sparkline.js';

const BY = [['diamonds', 'diamonds'], ['gifts', 'gifts'], ['comments', 'comments'], ['likes', 'likes, as observed']];

export class People {
  most = 10;
  events = 25;

  constructor(place) {
    this.by = choice(place, 'by', BY.map(([value]) => value));
    this.leaders = element('ol', {className: 'lines', label: 'leader list'});
    this.latest = element('ul', {className: 'lines', label: 'event list'});
    const by = select('By', 'what leaders are ranked by', BY, this.by, value => {
      location.hash = hashOf('rooms', place.name, {by: value});
    });
    this.node = element('div', {className: 'columns', children: [
      card('Leaders', [this.leaders], {beside: [by]}), card('Latest events', [scroller('list of latest events', this.latest, 'tall')]),
    ]});
  }

  show(leaders, events) {
    if (this.shownLeaders !== leaders) {
      this.shownLeaders = leaders;
      this.leaders.replaceChildren(...(leaders.items.length ? leaders.items.map(leader => leaderLine(leader, leaders.items[0].value))
        : [element('li', {text: 'Nobody yet.', className: 'quiet'})]));
    }
    if (this.shownEvents !== events) {
      this.shownEvents = events;
      this.latest.replaceChildren(...(events.items.length ? events.items.map(eventLine)
        : [element('li', {text: 'Nothing yet.', className: 'quiet'})]));
    }
  }
}

function leaderLine(leader, greatest) {
  return element('li', {children: [
    element('span', {text: String(leader.rank), className: 'rank'}),
    element('span', {className: 'name', children: [element('span', {text: personName(leader)}), bar(leader.value / greatest)]}),
    element('span', {text: count(leader.value), className: 'value'}),
  ]});
}

function eventLine(event) {
  const line = element('li', {className: 'event ' + event.event_type, children: [
    element('time', {text: time(event.occurred_at), datetime: event.occurred_at}),
    element('span', {className: 'name', text: sentence(event)}),
  ]});
  if (event.event_type === 'gift' && event.diamonds) {
    const worth = element('span', {className: 'value'});
    write(worth, `${count(event.diamonds * (event.repeat_count ?? 1))} ◆`);
    line.append(worth);
  }
  return line;
}

/** What an event says in one line. */
function sentence(event) {
  switch (event.event_type) {
    case 'comment': return `${personName(event)}: ${event.comment ?? ''}`;
    case 'gift': return `${personName(event)} gave ${count(event.repeat_count ?? 1)} × ${event.gift_name ?? 'a gift'}`;
    case 'like': return `${personName(event)} liked ${count(event.like_count ?? 1)} ×`;
    case 'join': return `${personName(event)} came in`;
    case 'follow': return `${personName(event)} followed`;
    case 'share': return `${personName(event)} shared`;
    case 'viewers': return `${count(event.viewers)} viewers`;
    case 'pause': return 'The host paused';
    case 'resume': return 'The host resumed';
    case 'end': return 'The broadcast ended';
    default: return event.type_name;
  }
}
