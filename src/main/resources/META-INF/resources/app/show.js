// Builds the page's parts. Every text that comes from outside goes through textContent, so none of it is ever read as HTML.

const whole = new Intl.NumberFormat(undefined, {maximumFractionDigits: 0});
const rounded = new Intl.NumberFormat(undefined, {maximumFractionDigits: 1});
const percent = new Intl.NumberFormat(undefined, {style: 'percent', maximumFractionDigits: 1});
const clock = new Intl.DateTimeFormat(undefined, {timeStyle: 'medium'});
const minute = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit'});
const moment = new Intl.DateTimeFormat(undefined, {dateStyle: 'short', timeStyle: 'short'});

const UNKNOWN = '–';
const orUnknown = format => value => (value === null || value === undefined ? UNKNOWN : format(value));

export const count = orUnknown(value => whole.format(value));
export const mean = orUnknown(value => rounded.format(value));
export const share = orUnknown(value => percent.format(value));
export const time = orUnknown(value => clock.format(new Date(value)));
export const hourMinute = orUnknown(value => minute.format(new Date(value)));
export const dateTime = orUnknown(value => moment.format(new Date(value)));

/** An element with a text, classes and children. */
export function element(name, {text, className, label, children = []} = {}) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  if (label) {
    made.setAttribute('aria-label', label);
  }
  made.append(...children);
  return made;
}

/** Pairs of name and text, shown as a list of figures; each value is found by its name as aria-label. */
export function figures(list, pairs) {
  list.replaceChildren(...pairs.map(([name, text]) => element('div', {
    children: [element('dt', {text: name}), element('dd', {text, label: name})],
  })));
}

export function hostName(host) {
  return host.nickname || (host.unique_id ? '@' + host.unique_id : host.user_id) || 'unknown host';
}

export function personName(person) {
  return person.nickname || (person.unique_id ? '@' + person.unique_id : person.user_id) || 'somebody';
}

export function state(name) {
  return element('span', {text: name, className: 'state ' + name});
}

/** What an event says in one line. */
export function sentence(event) {
  switch (event.event_type) {
    case 'comment': return `${personName(event)}: ${event.comment ?? ''}`;
    case 'gift': return `${personName(event)} gave ${count(event.repeat_count ?? 1)} × ${event.gift_name ?? 'a gift'}`;
    case 'like': return `${personName(event)} liked ${count(event.like_count ?? 1)} ×`;
    case 'join': return `${personName(event)} came in`;
    case 'follow': return `${personName(event)} followed`;
    case 'share': return `${personName(event)} shared`;
    case 'viewers': return `${count(event.viewers)} viewers`;
    case 'pause': return 'paused';
    case 'resume': return 'resumed';
    case 'end': return 'ended';
    default: return event.type_name;
  }
}
