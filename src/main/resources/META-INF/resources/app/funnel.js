// How many of those who came did something: entries, participants, commenters, gifters.

import {card, element, note} from './elements.js';
import {count, share} from './format.js';
import {bar} from './sparkline.js';

const STEPS = [
  ['Entries', 'viewers_total'], ['Participants', 'participants'], ['Commenters', 'commenters'], ['New followers', 'new_followers'],
  ['Gifters', 'gifters'],
];

export class Funnel {
  constructor() {
    this.list = element('ol', {className: 'lines funnel', label: 'from entries to gifters'});
    this.node = card('From entering to giving', [
      this.list, note('Entries count everybody who came in, again if they came again. The others are distinct people whom an event named.'),
    ], {label: 'funnel'});
  }

  show(room) {
    const basis = STEPS.map(([, figure]) => room[figure]).join();
    if (this.basis === basis) {
      return;
    }
    this.basis = basis;
    const most = Math.max(1, ...STEPS.map(([, figure]) => room[figure] ?? 0));
    this.list.replaceChildren(...STEPS.map(([name, figure]) => element('li', {children: [
      element('span', {className: 'name', children: [element('span', {text: name}), bar((room[figure] ?? 0) / most)]}),
      element('span', {className: 'value', text: count(room[figure]), label: name}),
      element('span', {className: 'part', text: figure === 'viewers_total' || figure === 'participants' || !room.participants
        ? '' : `${share(room[figure] / room.participants)} of participants`}),
    ]})));
  }
}
