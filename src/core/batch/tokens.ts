/** Text of cmd.exe → words and operators. https://ss64.com/nt/syntax-esc.html */

export interface Token {
  /** A word as it stands, with its quotes; or an operator. */
  readonly text: string;
  readonly operator: boolean;
  readonly pos: number;
  readonly end: number;
}

const operator = /(?:\d?>>?(?:&\d)?|<|&&?|\|\|?|\r?\n)/y;
const blank = /[^\S\r\n]+/y;

/** A caret takes the next character as it is; between quotes it is a character like any other. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  let word = '';
  let start = 0;
  let quoted = false;
  let open = 0;
  const finish = () => {
    if (word !== '') found.push({ text: word, operator: false, pos: start, end: at });
    word = '';
  };
  const take = (length: number) => {
    finish();
    found.push({ text: text.slice(at, at + length).replace('\r', ''), operator: true, pos: at, end: at + length });
    at += length;
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (word === '') start = at;
    if (character === '"') {
      quoted = !quoted;
      word += character;
      at += 1;
    } else if (quoted && character !== '\n') {
      word += character;
      at += 1;
    } else if (character === '^') {
      const line = /\^\r?\n/y;
      line.lastIndex = at;
      const continued = line.exec(text);
      at += continued === null ? 2 : continued[0].length;
      if (continued === null) word += text[at - 1] ?? '';
    } else if (character === '(' && word.replace(/^@+/, '') === '') {
      open += 1;
      word = '';
      take(1);
    } else if (character === ')' && open > 0) {
      open -= 1;
      take(1);
    } else {
      quoted = false;
      blank.lastIndex = at;
      const space = blank.exec(text);
      operator.lastIndex = at;
      const sign = space === null ? operator.exec(text) : null;
      if (space !== null) {
        finish();
        at += space[0].length;
      } else if (sign !== null && !(/^\d/.test(sign[0]) && word !== '')) take(sign[0].length);
      else {
        word += character;
        at += 1;
      }
    }
  }
  finish();
  return found;
}
