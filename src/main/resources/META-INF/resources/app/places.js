// The places of the page, each a link: '#/rooms/101?by=gifts' is {view: 'rooms', name: '101', options: by=gifts}.

/** The place that a hash names. Whatever it says, there is one. */
export function placeOf(hash) {
  const [path, query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s, 2);
  const [view, ...rest] = path.split('/');
  return {view, name: decoded(rest.join('/')), options: new URLSearchParams(query)};
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The hash of a place; options that are empty are left out. */
export function hashOf(view, name = '', options = {}) {
  const given = Object.entries(options).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  const path = [view, encodeURIComponent(name).replace('%40', '@')].filter(Boolean).join('/');
  return '#/' + path + (query ? '?' + query : '');
}

/** One of these values, the first or another one where the place says none of them. */
export function choice(place, option, values, otherwise = values[0]) {
  const wanted = place.options.get(option);
  return values.includes(wanted) ? wanted : otherwise;
}

export const toRoom = id => hashOf('rooms', id);
export const toHost = ref => hashOf('hosts', ref);
