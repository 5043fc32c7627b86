// The page: opens the view that the address names, keeps it up to date, and says how old it is. What was shown last stays.

import {Away, forgetAnswers, Round} from './api.js';
import {duration, time, zone} from './format.js';
import {glance} from './glance.js';
import {host} from './host.js';
import {leaderboards} from './leaderboards.js';
import {Live} from './live.js';
import {operators} from './operators.js';
import {hashOf, placeOf, toHost} from './places.js';
import {Refresher} from './refresher.js';
import {room} from './room.js';
import {TokenForm} from './token.js';

const VIEWS = {'': glance, rooms: room, hosts: host, leaderboards, operators};
const EVERY_MS = 2_000;
const SECOND_MS = 1_000;

const part = id => document.getElementById(id);
const token = new TokenForm(() => {
  forgetAnswers();
  open();
});
let close = () => {};
let shown = null;
let goodAt = null;
let isOld = false;
let nextAt = null;

function open() {
  const place = placeOf(location.hash);
  const sameView = shown?.view === place.view && shown?.name === place.name;
  const focused = sameView ? document.activeElement?.closest('#view a, #view select')?.getAttribute('aria-label')
    ?? document.activeElement?.closest('#view a')?.textContent : null;
  close();
  shown = place;
  goodAt = nextAt = null;
  const view = (VIEWS[place.view] ?? glance)(place, {title: text => shown === place && title(text)});
  title(view.title);
  part('view').replaceChildren(...view.parts);
  // Seen when it is filled: what grows step by step jumps under the reader's finger.
  part('view').classList.toggle('filling', !sameView);
  for (const link of document.querySelectorAll('nav[aria-label=views] a')) {
    if (link.dataset.view === place.view) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  report('Loading …');
  close = keepUpToDate(view);
  if (focused) {
    [...document.querySelectorAll('#view a, #view select')]
      .find(control => (control.getAttribute('aria-label') ?? control.textContent) === focused)?.focus();
  }
  return sameView;
}

/** Answers what ends it. */
function keepUpToDate(view) {
  let newest = null;
  let live = null;
  let isClosed = false;
  const refresher = new Refresher(async () => {
    const round = new Round();
    await view.refresh(round, newest);
    // The reader may have gone on meanwhile: then it says nothing about what he sees.
    if (!isClosed) {
      round.end();
      good(round.staleSeconds);
    }
  }, () => (live?.isOn ? null : view.every ?? EVERY_MS), failed);
  if (view.live) {
    live = new Live(view.live, answer => {
      newest = answer;
      view.told(answer);
      if (goodAt) {
        good(null);
      }
      refresher.nudge(EVERY_MS);
    }, () => {
      newest = live?.isOn ? newest : null;
      refresher.nudge(EVERY_MS);
    });
  }
  refresher.start();
  return () => {
    isClosed = true;
    refresher.stop();
    live?.close();
    view.close?.();
  };
}

function good(staleSeconds) {
  token.done();
  isOld = staleSeconds !== null;
  nextAt = null;
  part('view').classList.remove('filling');
  if (goodAt === null) {
    performance.mark('first figures');
  }
  goodAt = Date.now() - (staleSeconds ?? 0) * SECOND_MS;
  report(isOld ? 'The database is away.' : 'Up to date', isOld);
}

function failed(failure, waitMs) {
  if (!failure) {
    return;
  }
  isOld = true;
  nextAt = failure.status === 401 ? null : Date.now() + waitMs;
  if (failure.status === 401) {
    token.ask();
    report(failure.message + '.', true);
    return;
  }
  part('view').classList.remove('filling');
  if (!(failure instanceof Away)) {
    console.error(failure);
  }
  report(`${failure instanceof Away ? failure.message : 'The page failed: ' + failure.message}.`, true);
}

function report(text, isBad = false) {
  const status = part('status');
  if (status.textContent !== text) {
    status.textContent = text;
  }
  status.parentNode.classList.toggle('away', isBad);
  part('view').classList.toggle('old', isBad);
  tell();
}

/** Not in the live region: nobody wants to hear the time every two seconds. */
function tell() {
  const now = Date.now();
  const told = [];
  if (isOld && goodAt !== null) {
    told.push(`What you see is ${duration(Math.max(0, now - goodAt))} old.`);
  } else if (goodAt !== null) {
    told.push(`at ${time(goodAt)}`);
  }
  if (nextAt !== null) {
    told.push(nextAt > now ? `Trying again in ${duration(nextAt - now)}.` : 'Trying again …');
  }
  part('seen').textContent = told.join(' ');
}

function title(text) {
  part('heading').textContent = text;
  document.title = text + ' · Millrace';
}

addEventListener('hashchange', () => {
  if (!open()) {
    scrollTo(0, 0);
    part('heading').focus({preventScroll: true});
  }
});
part('search').addEventListener('submit', event => {
  event.preventDefault();
  const wanted = part('handle').value.trim();
  if (wanted) {
    // More digits than handles mostly have: an id.
    location.hash = wanted.startsWith('@') || /^[1-9]\d{4,18}$/.test(wanted) ? toHost(wanted) : toHost('@' + wanted);
  }
});
part('skip').addEventListener('click', event => {
  event.preventDefault();
  part('heading').focus();
});
part('zone').textContent = zone;
setInterval(() => isOld && tell(), SECOND_MS);
if (!location.hash) {
  history.replaceState(null, '', hashOf(''));
}
open();
