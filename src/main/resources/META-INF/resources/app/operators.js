// For who runs the service: the books of intake with their lag, what became of the records, and what the tables take on disk.

import {card, element, Figures, note, pill, write} from './elements.js';
import {bytes, count, dateTime, share, time} from './format.js';
import {Table} from './tables.js';

const EVERY_MS = 5_000;
const KIND = {401: 'needs a token', 403: 'is not for the token you gave'};

export function operators() {
  const ingest = part('Books', 'ingest', new Table('books', [
    {name: 'Partition', of: row => `${row.topic} ${row.partition}`},
    {name: 'Lag', number: true, of: row => count(row.lag)},
    {name: 'Received', number: true, of: row => count(row.received)},
    {name: 'Stored', number: true, of: row => count(row.stored)},
    {name: 'Duplicate', number: true, of: row => count(row.duplicate)},
    {name: 'Dead-lettered', number: true, of: row => count(row.dead_lettered)},
    {name: 'Next offset', number: true, of: row => count(row.next_offset)},
    {name: 'Moved at', of: row => time(row.updated_at)},
  ], {key: row => row.topic + ' ' + row.partition, empty: 'Nothing has been taken in yet.'}),
  answer => [answer.partitions, [
    ['Lag', count(answer.totals.lag)], ['Received', count(answer.totals.received)], ['Stored', count(answer.totals.stored)],
    ['Duplicate', count(answer.totals.duplicate)], ['Dead-lettered', count(answer.totals.dead_lettered)]]]);
  const quality = part('Quality', 'quality', new Table('topics', [
    {name: 'Topic', of: row => row.topic},
    {name: 'Received', number: true, of: row => count(row.received)},
    {name: 'Duplicates', number: true, of: row => share(row.duplicate_share)},
    {name: 'Dead letters', number: true, of: row => share(row.dead_letter_share)},
    {name: 'Lag', number: true, of: row => count(row.lag)},
    {name: 'Open incidents', number: true, of: row => count(row.open_incidents)},
  ], {key: row => row.topic, empty: 'No topic is known yet.'}),
  answer => [answer.topics, [
    ['Open incidents', count(answer.totals.open_incidents), 'partitions that stand still until somebody decides'],
    ['Share of duplicates', share(answer.totals.duplicate_share)], ['Share of dead letters', share(answer.totals.dead_letter_share)]]]);
  const storage = part('Storage', 'storage', new Table('tables', [
    {name: 'Table', of: row => row.table},
    {name: 'Size', number: true, of: row => bytes(row.total_bytes)},
    {name: 'Indexes', number: true, of: row => bytes(row.index_bytes)},
    {name: 'Rows, about', number: true, of: row => count(row.estimated_rows)},
    {name: 'Dead rows', number: true, of: row => count(row.dead_rows)},
    {name: 'Partitions', number: true, of: row => count(row.partitions.length)},
    {name: 'Hot', node: row => hot(row), basis: row => row.partitions.filter(one => one.state === 'hot').length},
    {name: 'Vacuumed', of: row => dateTime(row.last_vacuum)},
  ], {key: row => row.table, empty: 'No table is known.'}),
  answer => [answer.items, [
    ['On disk', bytes(answer.totals.total_bytes)], ['Of it indexes', bytes(answer.totals.index_bytes)],
    ['Rows, about', count(answer.totals.estimated_rows)], ['Dead rows', count(answer.totals.dead_rows)]]]);
  const parts = [ingest, quality, storage];
  return {
    title: 'Operators',
    every: EVERY_MS,
    parts: parts.map(({node}) => node),
    refresh: async round => {
      const failures = (await Promise.all(parts.map(one => one.refresh(round)))).filter(Boolean);
      // A part that is not for this reader is said in its place; the others are up to date all the same.
      const worst = failures.find(({status}) => status !== 403) ?? (failures.length === parts.length ? failures[0] : null);
      if (worst) {
        throw worst;
      }
    },
  };
}

/** One endpoint; what it refuses to this reader is said where it would stand. `of` makes rows and figures of an answer. */
function part(title, path, table, of) {
  const figures = new Figures('figures of ' + path, 'small');
  const refused = note('', 'refused: ' + path);
  refused.hidden = true;
  const body = element('div', {children: [figures.node, table.node]});
  return {
    node: card(title, [refused, body]),
    refresh: async round => {
      try {
        const [rows, pairs] = of(await round.ask('/' + path));
        figures.show(pairs);
        table.show(rows);
        refused.hidden = true;
        body.hidden = false;
        return null;
      } catch (failure) {
        if (KIND[failure.status]) {
          write(refused, `This part ${KIND[failure.status]}. Ask whoever runs the service for one that may read it.`);
          refused.hidden = false;
          body.hidden = true;
        }
        return failure;
      }
    },
  };
}

function hot(row) {
  const isHot = row.partitions.some(one => one.state === 'hot');
  return isHot ? pill('hot') : element('span', {text: '–', className: 'quiet'});
}
