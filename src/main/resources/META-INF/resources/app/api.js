// Asks the API, and asks for the body only when it has changed: an answer is kept with its ETag until no round asks for it any more.

import {authorization} from './token.js';

const TIMEOUT_MS = 10_000;
const MS_OF_SECOND = 1_000;
const kept = new Map();

/** Thrown for every answer that is none; its message is for the reader, `waitMs` how long the service wants to be left alone. */
export class Away extends Error {
  constructor(reason, status, waitMs = 0) {
    super(reason);
    this.status = status;
    this.waitMs = waitMs;
  }
}

/** What is asked together, and how old the oldest of the answers is. */
export class Round {
  asked = new Set();
  staleSeconds = null;

  /** The JSON at this path. The very same object while nothing has changed. */
  ask = async path => {
    this.asked.add(path);
    const known = kept.get(path);
    const response = await answerOf(path, known);
    if ((response.headers.get('Cache-Status') ?? '').includes('detail=stale')) {
      this.staleSeconds = Math.max(this.staleSeconds ?? 0, Number(response.headers.get('Age') ?? 0));
    }
    if (response.status === 304 && known) {
      return known.body;
    }
    if (!response.ok) {
      throw refusal(response);
    }
    try {
      const body = await response.json();
      kept.set(path, {etag: response.headers.get('ETag') ?? '', body});
      return body;
    } catch {
      throw new Away('The service broke off in its answer');
    }
  };

  /** Null where there is no such thing. */
  askIfAny = async path => {
    try {
      return await this.ask(path);
    } catch (failure) {
      if (failure.status === 404 || failure.status === 400) {
        return null;
      }
      throw failure;
    }
  };

  /** Forgets the answers that this round has not asked for. */
  end() {
    for (const path of kept.keys()) {
      if (!this.asked.has(path)) {
        kept.delete(path);
      }
    }
  }
}

/** After another token nothing of what the one before could read is left. */
export function forgetAnswers() {
  kept.clear();
}

async function answerOf(path, known) {
  try {
    return await fetch('/api/v1' + path, {
      headers: {...authorization(), ...(known ? {'If-None-Match': known.etag} : {})},
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Away('The service does not answer');
  }
}

const REASONS = {
  401: 'The service asks for a token',
  403: 'This token may not read this',
  404: 'There is no such thing',
  429: 'The service is asked too often',
  503: 'The database is away',
};

function refusal(response) {
  const waitMs = Number(response.headers.get('Retry-After') ?? 0) * MS_OF_SECOND || 0;
  return new Away(REASONS[response.status] ?? `The service answered ${response.status}`, response.status, waitMs);
}
