// Builds the parts of the page. Every text that comes from outside goes through textContent, so none of it is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a text, classes, attributes and children; attributes that are null or undefined are left out. */
export function element(name, {text, className, label, children = [], ...attributes} = {}) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  // Only what has a role may have a name.
  const role = label && ['p', 'span'].includes(name) ? 'note' : null;
  return finish(made, {role, 'aria-label': label, ...attributes}, children);
}

export function drawing(name, attributes = {}, children = []) {
  return finish(document.createElementNS(SVG, name), attributes, children);
}

function finish(made, attributes, children) {
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      made.setAttribute(attribute, value);
    }
  }
  made.append(...children);
  return made;
}

/** A card with a heading, what stands beside the heading, and a body. */
export function card(title, children, {beside = [], className = '', label = title.toLowerCase()} = {}) {
  return element('section', {className: 'card ' + className, label, children: [
    element('div', {className: 'bar', children: [element('h2', {text: title}), ...beside]}),
    ...children,
  ]});
}

/**
 * A box that scrolls where its content is larger than it. Only then is it a stop of the keyboard and a region with a name: one that shows all
 * of itself is neither.
 */
export function scroller(label, content, className = 'scroll') {
  const box = element('div', {className, children: [content]});
  // Says by a faded edge that there is more.
  const fade = () => box.classList.toggle('more', box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  const watch = new ResizeObserver(() => {
    fade();
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    for (const [attribute, value] of [['role', 'region'], ['aria-label', label], ['tabindex', '0']]) {
      if (scrolls) {
        box.setAttribute(attribute, value);
      } else {
        box.removeAttribute(attribute);
      }
    }
  });
  box.addEventListener('scroll', fade, {passive: true});
  watch.observe(box);
  watch.observe(content);
  return box;
}

/** Figures under their names; each value is found by its name as aria-label. Shown again in place. */
export class Figures {
  constructor(label, className = '') {
    this.node = element('dl', {className: 'figures ' + className, label});
    this.values = new Map();
  }

  show(pairs) {
    for (const [name, text, hint] of pairs) {
      if (!this.values.has(name)) {
        const value = element('dd', {label: name});
        this.values.set(name, value);
        this.node.append(element('div', {title: hint, children: [element('dt', {text: name}), value]}));
      }
      write(this.values.get(name), text);
    }
  }
}

/** Touches the document only where the text is another one. */
export function write(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function link(text, hash, className) {
  return element('a', {text, href: hash, className});
}

export function pill(state) {
  return element('span', {text: state, className: 'pill ' + state});
}

/** For those who hear the page. */
export function unseen(text) {
  return element('span', {text, className: 'unseen'});
}

export function note(text, label) {
  return element('p', {text, className: 'quiet note', label});
}

/** A labelled choice. `pairs` are value and text; `chosen` is told the value. */
export function select(text, label, pairs, value, chosen) {
  const made = element('select', {label, children: pairs.map(([key, shown]) => element('option', {text: shown, value: key}))});
  made.value = value;
  made.addEventListener('change', () => chosen(made.value));
  return element('label', {text: text + ' ', children: [made]});
}

/** Links of which one is the current. `pairs` are value and text. */
export function tabs(label, pairs, value, hash) {
  return element('nav', {className: 'tabs', label, children: pairs.map(([key, text]) => element('a', {
    text, href: hash(key), 'aria-current': key === value ? 'true' : null,
  }))});
}
