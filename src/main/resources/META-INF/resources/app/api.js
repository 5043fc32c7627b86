// Asks the API, and asks for the body only when it has changed: an answer is kept with its ETag until its path is no longer asked for.

const TIMEOUT_MS = 10_000;
const kept = new Map();

/** Thrown for every answer that is none; `reason` is for the reader. */
export class Away extends Error {
  constructor(reason, status) {
    super(reason);
    this.status = status;
  }
}

/** The JSON at this path. The very same object while nothing has changed. */
export async function ask(path) {
  const known = kept.get(path);
  let response;
  try {
    response = await fetch('/api/v1' + path, {
      headers: known ? {'If-None-Match': known.etag} : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Away('The service does not answer');
  }
  if (response.status === 304 && known) {
    return known.body;
  }
  if (!response.ok) {
    throw new Away(response.status === 503 ? 'The database is away' : `The service answered ${response.status}`, response.status);
  }
  try {
    const body = await response.json();
    kept.set(path, {etag: response.headers.get('ETag') ?? '', body});
    return body;
  } catch {
    throw new Away('The service broke off in its answer');
  }
}

/** Forgets the answers of paths that are no longer shown. */
export function keepOnly(paths) {
  for (const path of kept.keys()) {
    if (!paths.has(path)) {
      kept.delete(path);
    }
  }
}
