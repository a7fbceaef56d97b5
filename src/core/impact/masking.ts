/** Values nobody is shown: what the tool marks as sensitive, wherever it stands again, and what looks like a secret by its name or form. */
import type { Shown } from './impact.ts';
import { hasSecretForm, isPublicPart, namesSecret, secretParts, withoutSecrets } from './secretForms.ts';

/** Terraform's marks have the shape of the value they belong to; `true` stands for everything below it. */
export type Marks = unknown;

/** Shorter texts are found everywhere and give nothing away. */
const shortest = 6;
/** Of more secrets than this only the whole text is compared. */
const mostInside = 200;
/** Characters of one value that anybody reads. */
const mostShown = 20_000;
/** Deeper than any value of a provider. */
const deepest = 100;

/** Hides what a plan's own marks call sensitive, also where the same text stands without a mark. */
export interface Masker {
  /**
   * A value as people may see it. `name`: the attribute it belongs to; `inside`: it stands in a block of secrets, as
   * the variables of an environment do.
   */
  show(value: unknown, marks: Marks, name?: string, inside?: boolean): Shown;
  /** A text as people may see it: a message, a name. */
  text(value: string): string;
}

/** What stands in the place of a hidden part. */
const instead = '(masked)';

/** `secrets`: texts that were marked somewhere. */
export function masker(secrets: ReadonlySet<string>): Masker {
  const inside =
    secrets.size <= mostInside ? [...secrets].filter((it) => it.length >= shortest).flatMap(spellings) : [];
  const isSecret = (text: string): boolean =>
    secrets.has(text) || hasSecretForm(text) || inside.some((secret) => text.includes(secret));

  function openText(text: string, depth: number): string {
    if (secrets.has(text)) return instead;
    const parsed = structured(text);
    if (parsed === undefined) return isSecret(text) ? instead : withoutSecrets(text, instead);
    const open = redact(parsed, undefined, false, depth + 1);
    if (open === instead) return instead;
    const spelled = sameText(parsed, open, text);
    return inside.some((secret) => spelled.includes(secret)) ? instead : spelled;
  }

  function redact(value: unknown, marks: Marks, secret: boolean, depth: number): unknown {
    if (value === null || value === undefined) return value;
    if (marks === true || depth > deepest || (secret && typeof value !== 'boolean' && typeof value !== 'object'))
      return instead;
    if (typeof value === 'string') return openText(value, depth);
    if (typeof value === 'number' || typeof value === 'bigint') return secrets.has(String(value)) ? instead : value;
    if (typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      const parts = value.map((each, index) => redact(each, markAt(marks, index), secret, depth + 1));
      return secret && allHidden(parts) ? instead : parts;
    }
    const hidden = secretParts(value);
    const parts = Object.entries(value).map(([key, each]) => [
      isSecret(key) ? instead : key,
      redact(
        each,
        hidden.includes(key) ? true : markAt(marks, key),
        (secret && !isPublicPart(key)) || namesSecret(key),
        depth + 1,
      ),
    ]);
    return secret && allHidden(parts.map(([, part]) => part)) ? instead : Object.fromEntries(parts);
  }

  return {
    show(value, marks, name = '', block = false) {
      if (value === undefined || value === null) return { kind: 'absent' };
      const open = redact(value, marks, (block && !isPublicPart(name)) || namesSecret(name), 0);
      return open === instead ? { kind: 'masked' } : { kind: 'value', text: cut(JSON.stringify(open)) };
    },
    text: (value) => cut(openText(value, 0)),
  };
}

/** Where no tool marks anything: secrets are known by their names and forms alone. */
export const unmarked: Masker = masker(new Set());

const allHidden = (parts: readonly unknown[]): boolean =>
  parts.length > 0 && parts.every((part) => part === instead || part === null);

const cut = (text: string): string =>
  text.length <= mostShown ? text : `${text.slice(0, mostShown)}… (${text.length - mostShown} more characters)`;

/** How the same text looks inside another one: in JSON, in an address, behind a base64. */
function spellings(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, json, JSON.stringify(json).slice(1, -1), encoded(secret)])];
}

function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** JSON inside a text, as policies and container definitions are. */
function structured(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text) || text.length > 1_000_000) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The text as it was where nothing in it was hidden. */
function sameText(before: object, after: unknown, text: string): string {
  const spelled = JSON.stringify(after);
  return spelled === JSON.stringify(before) ? text : spelled;
}

/** A text in which every marked text and everything that looks like a secret is replaced. */
export function withoutMarked(text: string, secrets: ReadonlySet<string>): string {
  const found = [...secrets]
    .filter((secret) => secret.length >= shortest)
    .flatMap(spellings)
    .sort((a, b) => b.length - a.length);
  return withoutSecrets(
    found.reduce((open, secret) => (open.includes(secret) ? open.replaceAll(secret, () => instead) : open), text),
    instead,
  );
}

/** Characters of an answer that anybody reads. */
const mostPrinted = 1_000_000;

/**
 * What a tool printed, as people may see it: in JSON, also line by line, secrets are known by their names and places,
 * elsewhere by their form.
 */
export function withoutPrinted(printed: string): string {
  const text = printed.slice(0, mostPrinted);
  const whole = structured(text);
  if (whole !== undefined) return `${withoutNamed(whole, 2)}\n`;
  // Half a document says no longer which of its values are secret.
  const [first = ''] = text.split('\n', 1);
  if (printed.length > mostPrinted && /^\s*[[{]/.test(text) && structured(first) === undefined)
    return '(too long to be shown)\n';
  if (!/^\s*[[{]/m.test(text)) return withoutSecrets(text, instead);
  return text
    .split('\n')
    .map((line) => {
      const parsed = structured(line);
      return parsed === undefined ? withoutSecrets(line, instead) : withoutNamed(parsed);
    })
    .join('\n');
}

function withoutNamed(value: object, indent?: number): string {
  const { kind, text } = { text: '', ...unmarked.show(value, undefined) };
  // What was too long to be shown in full is no JSON any more.
  return kind !== 'value'
    ? instead
    : indent === undefined || text.endsWith(')')
      ? text
      : JSON.stringify(JSON.parse(text), null, indent);
}

/** The marks of one part of a value. */
export function markAt(marks: Marks, key: string | number): Marks {
  if (marks === true) return true;
  if (typeof marks !== 'object' || marks === null || !Object.hasOwn(marks, key)) return undefined;
  return (marks as Readonly<Record<string | number, unknown>>)[key];
}

/** Adds every text below a mark. */
export function collectSecrets(value: unknown, marks: Marks, found: Set<string>, depth = 0): void {
  if (marks === undefined || marks === false || marks === null || value === null || depth > deepest) return;
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    if (marks === true && text.length >= shortest) found.add(text);
    return;
  }
  if (typeof value !== 'object') return;
  for (const [key, each] of Object.entries(value)) collectSecrets(each, markAt(marks, key), found, depth + 1);
}
