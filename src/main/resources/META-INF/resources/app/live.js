// Listens to server-sent events by fetch, because an EventSource can send no Authorization header. Lost, it comes back by itself.

import {authorization} from './token.js';

// The service says a line after 15 s of silence.
const SILENCE_MS = 40_000;
const FIRST_WAIT_MS = 3_000;
const LONGEST_WAIT_MS = 60_000;

export class Live {
  /** `told` gets each answer, `turned` hears when the stream comes or goes: `isOn` says which. */
  constructor(path, told, turned) {
    this.path = path;
    this.told = told;
    this.turned = turned;
    this.isOn = false;
    this.waitMs = FIRST_WAIT_MS;
    this.visibility = () => (document.hidden ? this.pause() : this.listen());
    document.addEventListener('visibilitychange', this.visibility);
    this.visibility();
  }

  close() {
    this.closed = true;
    document.removeEventListener('visibilitychange', this.visibility);
    this.pause();
  }

  pause() {
    clearTimeout(this.again);
    clearTimeout(this.watchdog);
    this.connection?.abort();
    this.connection = null;
    this.turn(false);
  }

  async listen() {
    this.pause();
    const mine = this.connection = new AbortController();
    try {
      const response = await fetch('/api/v1' + this.path, {headers: authorization(), cache: 'no-store', signal: mine.signal});
      if (response.status === 401) {
        // Another token opens the view again. The same one would be counted as one more wrong token.
        return;
      }
      if (response.ok) {
        this.waitMs = FIRST_WAIT_MS;
        await this.read(response.body.pipeThrough(new TextDecoderStream()).getReader());
      }
    } catch {
      // Lost: whoever listens polls meanwhile, and says what is wrong.
    }
    if (this.connection === mine && !this.closed) {
      this.pause();
      this.again = setTimeout(() => this.listen(), this.waitMs);
      this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 2);
    }
  }

  async read(reader) {
    let text = '';
    for (;;) {
      this.watch();
      const {value, done} = await reader.read();
      if (done) {
        return;
      }
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      blocks.forEach(block => this.hear(block));
    }
  }

  hear(block) {
    const field = name => block.split('\n').filter(line => line.startsWith(name + ': ')).map(line => line.slice(name.length + 2)).join('\n');
    const data = field('data');
    if (field('event') === 'away') {
      this.turn(false);
    } else if (data) {
      this.told(JSON.parse(data));
      this.turn(true);
    }
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.listen(), SILENCE_MS);
  }

  turn(isOn) {
    if (this.isOn !== isOn) {
      this.isOn = isOn;
      this.turned();
    }
  }
}
