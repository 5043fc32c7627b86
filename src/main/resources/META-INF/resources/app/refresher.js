// Asks again and again: in even steps while answers come, in longer ones while none do, and never while nobody looks.

const LONGEST_MS = 30_000;

export class Refresher {
  /** `refresh` fails where it must be tried again; `every` says after how many ms, null: when nudged; `told` hears of the end of each. */
  constructor(refresh, every, told) {
    this.refresh = refresh;
    this.every = every;
    this.told = told;
    this.failures = 0;
    this.visibility = () => (document.hidden ? clearTimeout(this.timer) : this.now());
  }

  start() {
    document.addEventListener('visibilitychange', this.visibility);
    this.now();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.visibility);
  }

  /** Something has changed: asks at once, or as soon as the last question is far enough back. */
  nudge(leastMs) {
    if (this.running) {
      this.nudged = leastMs;
    } else if (!this.failures) {
      this.after(Math.max(0, (this.began ?? 0) + leastMs - performance.now()));
    }
  }

  async now() {
    clearTimeout(this.timer);
    if (this.running || this.stopped || document.hidden) {
      return;
    }
    this.running = true;
    this.began = performance.now();
    let failure = null;
    try {
      await this.refresh();
    } catch (reason) {
      failure = reason;
    }
    this.running = false;
    if (!this.stopped) {
      this.next(failure);
    }
  }

  next(failure) {
    this.failures = failure ? this.failures + 1 : 0;
    const step = this.every();
    const waitMs = failure ? Math.min(LONGEST_MS, Math.max((step ?? 1_000) * 2 ** (this.failures - 1), failure.waitMs ?? 0)) : step;
    this.told(failure, waitMs);
    if (failure?.status === 401) {
      // Another token opens the view again. The same one would be counted as one more wrong token.
      this.stop();
    } else if (waitMs !== null) {
      this.after(waitMs);
    } else if (this.nudged !== undefined) {
      this.nudge(this.nudged);
    }
    this.nudged = undefined;
  }

  after(ms) {
    clearTimeout(this.timer);
    if (!document.hidden && !this.stopped) {
      this.timer = setTimeout(() => this.now(), ms);
    }
  }
}
