/** Values nobody is shown: what the tool marks as sensitive, wherever it stands again, and what looks like a secret by its name or form. */
import type { Shown } from './impact.ts';

/** Terraform's marks have the shape of the value they belong to; `true` stands for everything below it. */
export type Marks = unknown;

/** Names of attributes whose value is a secret, whole or as a part: `db_password`, `apiKey`, `user_data`. */
const secretName =
  /pass(?:word|wd|phrase)|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|connection[_-]?string|credential|(?:^|[_-])sas(?:$|[_-])|^user_data|^auth(?:$|[_-])|^environment(?:_variables)?$|^env$|^envs$/i;

/** Names that only speak of one: how long, which, whether. */
const aboutSecret =
  /(?:_(?:arn|id|ids|name|names|length|version|enabled|rotation|policy|expiration|lifetime|ttl|duration|type|key_id|in_days|days)|_wo)$|^(?:token_type|manage_\w+|require_\w+|skip_\w+|iam_database_authentication_enabled|secret_?name|http_tokens)$/i;

/** Forms of secrets, wherever they stand. */
const secretForm =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\bsk_(?:live|test)_\w{10,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}|:\/\/[^/\s:@]+:[^/\s@]+@|[?&](?:sig|sv|access_token|api_key)=[^&\s]{8,}|\bAIza[\w-]{30,}|AccountKey=|SharedAccessKey=/;

/** Shorter texts are found everywhere and give nothing away. */
const shortest = 6;

/** Hides what a plan's own marks call sensitive, also where the same text stands without a mark. */
export interface Masker {
  /** A value as people may see it. `name`: the attribute it belongs to. */
  show(value: unknown, marks: Marks, name?: string): Shown;
}

/** What stands in the place of a hidden part. */
const instead = '(masked)';

/** `secrets`: texts that were marked somewhere. */
export function masker(secrets: ReadonlySet<string>): Masker {
  // Few are looked for inside longer texts as well; of many only the whole text counts.
  const inside = secrets.size <= 200 ? [...secrets].filter((secret) => secret.length >= shortest) : [];
  const isSecret = (text: string): boolean =>
    secrets.has(text) || secretForm.test(text) || inside.some((secret) => text.includes(secret));

  const redact = (value: unknown, marks: Marks, secret: boolean): unknown => {
    if (value === null || value === undefined) return value;
    if (marks === true || (secret && typeof value !== 'boolean')) return instead;
    if (typeof value === 'string') return isSecret(value) ? instead : value;
    if (typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((each, index) => redact(each, markAt(marks, index), secret));
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        isSecret(key) ? instead : key,
        redact(each, markAt(marks, key), namesSecret(key)),
      ]),
    );
  };

  return {
    show(value, marks, name = '') {
      if (value === undefined || value === null) return { kind: 'absent' };
      const open = redact(value, marks, namesSecret(name));
      return open === instead ? { kind: 'masked' } : { kind: 'value', text: JSON.stringify(open) };
    },
  };
}

const namesSecret = (name: string): boolean => secretName.test(name) && !aboutSecret.test(name);

/** The marks of one part of a value. */
export function markAt(marks: Marks, key: string | number): Marks {
  if (marks === true) return true;
  if (typeof marks !== 'object' || marks === null || !Object.hasOwn(marks, key)) return undefined;
  return (marks as Readonly<Record<string | number, unknown>>)[key];
}

/** Adds every text below a mark. */
export function collectSecrets(value: unknown, marks: Marks, found: Set<string>): void {
  if (marks === undefined || marks === false || marks === null || value === null) return;
  if (typeof value === 'string') {
    if (marks === true && value.length >= shortest) found.add(value);
    return;
  }
  if (typeof value !== 'object') return;
  for (const [key, each] of Object.entries(value)) collectSecrets(each, markAt(marks, key), found);
}
