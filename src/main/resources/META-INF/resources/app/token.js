// The token: kept for this tab, sent as a header and in no address.

const NAME = 'millrace-token';

export function authorization() {
  const token = sessionStorage.getItem(NAME);
  return token ? {Authorization: 'Bearer ' + token} : {};
}

/** The form that asks for a token. `changed` is called after each change. */
export class TokenForm {
  constructor(changed) {
    this.section = document.getElementById('token');
    this.field = document.getElementById('token-field');
    this.forget = document.getElementById('forget');
    document.getElementById('token-form').addEventListener('submit', event => {
      event.preventDefault();
      this.keep(this.field.value.trim(), changed);
    });
    this.forget.addEventListener('click', () => this.keep('', changed));
    this.forget.hidden = !sessionStorage.getItem(NAME);
  }

  keep(token, changed) {
    this.field.value = '';
    // What no header can carry is no token either: it is sent as a wrong one would be.
    if (token) {
      sessionStorage.setItem(NAME, token.replace(/[^\x21-\x7e]/g, '?'));
    } else {
      sessionStorage.removeItem(NAME);
    }
    this.forget.hidden = !token;
    changed();
  }

  /** The service wants a token, or another one. */
  ask() {
    document.getElementById('token-reason').textContent = sessionStorage.getItem(NAME)
      ? 'The service does not accept this token. Give another one.'
      : 'Give the token that whoever runs this service has given you.';
    if (this.section.hidden) {
      this.section.hidden = false;
      this.field.focus();
    }
  }

  done() {
    this.section.hidden = true;
  }
}
