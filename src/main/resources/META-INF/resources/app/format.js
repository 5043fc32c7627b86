// Numbers and times as the reader writes them. What is unknown is a dash, never a zero.

const UNKNOWN = '–';
const MINUTE_MS = 60_000;
const MINUTES_OF_HOUR = 60;
const SECOND_MS = 1_000;
const LONG_SECONDS = 120;

const orUnknown = format => value => (value === null || value === undefined ? UNKNOWN : format(value));
const number = options => {
  const format = new Intl.NumberFormat(undefined, options);
  return orUnknown(value => format.format(value));
};
const moment = options => {
  const format = new Intl.DateTimeFormat(undefined, options);
  return orUnknown(value => format.format(new Date(value)));
};

export const count = number({maximumFractionDigits: 0});
export const mean = number({maximumFractionDigits: 1});
/** For columns: the decimals stand beneath each other. */
export const rate = number({minimumFractionDigits: 1, maximumFractionDigits: 1});
export const short = number({notation: 'compact', maximumFractionDigits: 1});
const percent = number({style: 'percent', maximumFractionDigits: 1});
const LEAST_SHARE = 0.001;
/** Something is never nothing, however little of the whole it is. */
export const share = value => (value > 0 && value < LEAST_SHARE / 2 ? `< ${percent(LEAST_SHARE)}` : percent(value));
export const change = number({style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero'});
export const gain = number({maximumFractionDigits: 0, signDisplay: 'exceptZero'});
export const times = orUnknown(value => rate(value) + '×');

export const time = moment({timeStyle: 'medium'});
export const hourMinute = moment({hour: 'numeric', minute: '2-digit'});
export const dateTime = moment({dateStyle: 'medium', timeStyle: 'short'});
export const shortMoment = moment({month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit'});
export const day = moment({dateStyle: 'medium'});
export const shortDay = moment({month: 'short', day: 'numeric'});
export const shortDayOfUtc = moment({dateStyle: 'medium', timeZone: 'UTC'});
export const dayOfUtc = moment({dateStyle: 'full', timeZone: 'UTC'});
export const monthOfUtc = moment({month: 'short', timeZone: 'UTC'});

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Monday is 1, as the API counts. 1 January 2024 was one. */
export function weekday(number, form = 'long') {
  return new Intl.DateTimeFormat(undefined, {weekday: form, timeZone: 'UTC'}).format(Date.UTC(2024, 0, number));
}

/** '1 h 20 min' */
export const minutes = orUnknown(value => {
  const whole = Math.round(value);
  const hours = Math.floor(whole / MINUTES_OF_HOUR);
  return hours ? `${count(hours)} h ${whole % MINUTES_OF_HOUR} min` : `${whole} min`;
});

/** '12 s', and from two minutes on '2 min' */
export function duration(ms) {
  const seconds = Math.ceil(ms / SECOND_MS);
  return seconds < LONG_SECONDS ? `${count(seconds)} s` : minutes(Math.floor(ms / MINUTE_MS));
}

export const between = (from, until) => minutes((Date.parse(until) - Date.parse(from)) / MINUTE_MS);

const BYTES_OF_STEP = 1024;
const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const bytes = orUnknown(value => {
  const step = value < 1 ? 0 : Math.min(STEPS.length - 1, Math.floor(Math.log(value) / Math.log(BYTES_OF_STEP)));
  return `${mean(value / BYTES_OF_STEP ** step)} ${STEPS[step]}`;
});

export function hostName(host) {
  return personName(host, 'unknown host');
}

export function personName(person, otherwise = 'somebody') {
  return person.nickname || (person.unique_id ? '@' + person.unique_id : person.user_id) || otherwise;
}
