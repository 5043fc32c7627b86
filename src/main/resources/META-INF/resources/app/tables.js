// Tables whose rows are known by a key: a row that stays is written over in place, so focus, scroll and selection stay too.

import {element, note, scroller, unseen, write} from './elements.js';

/**
 * A table in a box of its own that scrolls. A column is {name, of: row => text, node: row => element, number, hidden, roomy}; a column with
 * `node` is made again only when the row has changed, and a `roomy` one is left out where the screen is narrow.
 */
export class Table {
  constructor(label, columns, {key, empty = 'Nothing here.'} = {}) {
    this.columns = columns;
    this.key = key;
    this.rows = new Map();
    this.body = element('tbody');
    this.none = note(empty);
    const head = element('tr', {children: columns.map(column => element('th', {
      scope: 'col', className: classOf(column), title: column.hint,
      ...(column.hidden ? {children: [unseen(column.name)]} : {text: column.name}),
    }))});
    this.region = scroller('table of ' + label, element('table', {label, children: [element('thead', {children: [head]}), this.body]}));
    this.node = element('div', {children: [this.region, this.none]});
    this.region.hidden = this.none.hidden = true;
  }

  show(items) {
    const wanted = items.map((item, index) => this.row(String(this.key ? this.key(item) : index), item));
    const stay = new Set(wanted);
    for (const [key, row] of this.rows) {
      if (!stay.has(row)) {
        row.node.remove();
        this.rows.delete(key);
      }
    }
    wanted.forEach((row, index) => {
      const here = this.body.children[index];
      if (here !== row.node) {
        this.body.insertBefore(row.node, here ?? null);
      }
    });
    this.region.hidden = items.length === 0;
    this.none.hidden = items.length > 0;
  }

  row(key, item) {
    const text = JSON.stringify(item);
    let row = this.rows.get(key);
    if (!row) {
      const cells = this.columns.map((column, index) => element(index === 0 ? 'th' : 'td', {
        scope: index === 0 ? 'row' : null, className: classOf(column),
      }));
      row = {node: element('tr', {children: cells}), cells, drawn: [], shown: null};
      this.rows.set(key, row);
    }
    if (row.shown !== text) {
      this.columns.forEach((column, index) => fill(row, index, column, item));
      row.shown = text;
    }
    return row;
  }
}

const classOf = column => [column.number ? 'number' : '', column.roomy ? 'roomy' : ''].filter(Boolean).join(' ');

function fill(row, index, column, item) {
  const cell = row.cells[index];
  if (!column.node) {
    write(cell, column.of(item));
    return;
  }
  // What the cell is made of has not changed: a link in it keeps its focus.
  const basis = column.basis ? JSON.stringify(column.basis(item)) : row.shown + '>';
  if (row.drawn[index] !== basis || !column.basis) {
    cell.replaceChildren(column.node(item));
    row.drawn[index] = basis;
  }
}
