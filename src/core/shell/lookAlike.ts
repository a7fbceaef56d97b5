/**
 * Names that look like a program's and are none: `kub\u0435ctl` with a Cyrillic letter, `terraform\u200b` with a blank that
 * takes no room, `\uff4bubectl` in full width.
 *
 * Which letters are taken for which is a part of https://www.unicode.org/Public/security/latest/confusables.txt (Unicode
 * Technical Standard 39): the small letters of scripts that keyboards have. What Unicode itself folds (full width,
 * mathematical letters) is left to NFKC.
 */

/** Latin letter or hyphen, and what is taken for it. */
const confusable = `
  a \u0430\u0251\u03b1 b \u0432\u044c\u03b2\u0185 c \u0441\u03f2\u1d04 d \u0501\u0257 e \u0435\u04bd\u03b5\u0454 f \u0192\u0584 g \u0261\u0581\u018d h \u04bb\u0570\u043d
  i \u0456\u0131\u0269\u03b9\u026a j \u0458\u03f3 k \u043a\u03ba\u0138\u1d0b l \u04cf\u01c0\u05d5 m \u043c\u1d0d n \u0578\u057c\u043f\u03b7 o \u043e\u03bf\u0585\u03c3\u1d0f p \u0440\u03c1\u03f1 q \u051b\u0563
  r \u0433\u1d26 s \u0455\ua731\u01bd t \u0442\u03c4\u1d1b u \u03c5\u057d\u028b\u1d1c v \u03bd\u0475\u1d20 w \u051d\u0461\u0561\u1d21 x \u0445\u03c7 y \u0443\u03b3\u04af\u028f z \u1d22
  - \u2010\u2011\u2012\u2013\u2014\u2212 . \u2024 / \u2044\u2215`;

let letters: ReadonlyMap<string, string> | undefined;

function latinOf(letter: string): string {
  letters ??= new Map(
    [...confusable.matchAll(/(\S) (\S+)/g)].flatMap(([, latin = '', others = '']) =>
      [...others].map((other) => [other, latin] as const),
    ),
  );
  return letters.get(letter) ?? letter;
}

const plain = /^[\x20-\x7e]*$/;
/** Characters that cannot be seen, and blanks that no shell takes for one. */
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]|(?![ ])\p{Zs}/u;

/** The plain name that a name is taken for; undefined where it is what it looks like. */
export function takenFor(name: string): string | undefined {
  if (plain.test(name)) return undefined;
  const seen = [...name.normalize('NFKC').toLowerCase()]
    .filter((letter) => !unseen.test(letter))
    .map(latinOf)
    .join('');
  return plain.test(seen) || unseen.test(name) ? seen : undefined;
}
