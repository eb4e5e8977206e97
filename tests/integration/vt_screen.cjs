// A small terminal: what stands on its lines after bytes were written to it. It knows what rushhour sends (line feed, carriage return,
// cursor up, erase, wrapping on and off, colours) and throws at anything else, so that a sequence from a stranger cannot pass unseen.
'use strict';

class Screen {
  /** `reflows`: whether lines that no longer fit are broken anew when the terminal gets narrower, as VTE does, or cut, as xterm does. */
  constructor(columns, { reflows = false } = {}) {
    this.columns = columns;
    this.reflows = reflows;
    this.lines = [''];  // scrolled-off ones inside
    this.row = 0;
    this.column = 0;
    this.wraps = true;
    this.overflows = 0;  // characters beyond the last column
    this.colours = 0;
    this.draws = 0;
  }

  get text() {
    return this.lines.map((line) => line.trimEnd()).join('\n').trimEnd();
  }

  write(text) {
    for (let rest = text; rest !== '';) {
      const sequence = /^\x1b\[(\??)([\d;]*)([A-Za-z])/.exec(rest);
      if (sequence) {
        this.#control(sequence);
        rest = rest.slice(sequence[0].length);
      } else {
        const one = String.fromCodePoint(rest.codePointAt(0));
        this.#put(one);
        rest = rest.slice(one.length);
      }
    }
  }

  resize(columns) {
    if (this.reflows) this.#reflow(columns);
    else this.lines = this.lines.map((line) => [...line].slice(0, columns).join(''));
    this.columns = columns;
    this.column = Math.min(this.column, columns - 1);
  }

  #reflow(columns) {
    const lines = [];
    const row = this.row;
    for (const [i, line] of this.lines.entries()) {
      if (i === row) this.row = lines.length;
      const all = [...line.trimEnd()];
      do lines.push(all.splice(0, columns).join('')); while (all.length > 0);
    }
    this.lines = lines;
  }

  #control([whole, private_mark, numbers, letter]) {
    const n = Number(numbers || 1);
    const line = [...this.lines[this.row]];
    if (whole === '\x1b[?7l') this.wraps = false;
    else if (whole === '\x1b[?7h') {
      this.wraps = true;
      this.draws += 1;
    } else if (private_mark !== '') throw new Error(`unknown sequence ${JSON.stringify(whole)}`);
    else if (letter === 'A') this.row = Math.max(0, this.row - n);
    else if (letter === 'm') this.colours += 1;
    else if (letter === 'K' && numbers === '') this.lines[this.row] = line.slice(0, this.column).join('');
    else if (letter === 'J' && numbers === '') this.lines.splice(this.row, Infinity, line.slice(0, this.column).join(''));
    else throw new Error(`unknown sequence ${JSON.stringify(whole)}`);
  }

  #put(one) {
    if (one === '\r') this.column = 0;
    else if (one === '\n') this.#feed();
    else if (one.codePointAt(0) < 0x20 || (one.codePointAt(0) >= 0x7f && one.codePointAt(0) < 0xa0))
      throw new Error(`unknown control character ${JSON.stringify(one)}`);
    else {
      if (this.column >= this.columns) {
        this.overflows += 1;
        if (!this.wraps) return;
        this.#feed();
        this.column = 0;
      }
      const line = [...this.lines[this.row].padEnd(this.column)];
      line[this.column] = one;
      this.lines[this.row] = line.join('');
      this.column += 1;
    }
  }

  #feed() {
    this.row += 1;
    if (this.row === this.lines.length) this.lines.push('');
  }
}

module.exports = { Screen };
