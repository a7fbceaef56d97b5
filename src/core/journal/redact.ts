/**
 * Masks secrets in text that is kept or repeated: journal lines, quoted claims, environment values.
 *
 * A mask keeps what names the target (user, host, key name) and drops what opens it. It errs towards masking: what is
 * hidden here is still in the command that a person reviews. Never used on what is signed or hashed.
 */
const mask = '***';

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Names whose value is a secret, wherever they stand: `DB_PASSWORD=`, `--api-key`, `"clientSecret":`. */
const secretName = String.raw`[\w.-]{0,64}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?key|credentials?|connection[_-]?string|auth[_-]?key|[_-](?:pass|pw)(?![\w.-]))[\w.-]{0,64}`;

/** Names that only look like one of those: they say where the secret is, not what it is. */
const notSecret = String.raw`(?![\w.-]{0,64}(?:_file|-file|_path|-path|access[_-]?key[_-]?id|secret-id|secret_id|secretname|secret-name)\b)`;

const rules: readonly Rule[] = [
  {
    pattern: /-----BEGIN ([A-Z ]*PRIVATE KEY(?: BLOCK)?)-----[\s\S]*?(?:-----END \1-----|$)/g,
    replacement: `-----BEGIN $1----- ${mask}`,
  },
  // https://user:password@host keeps the user.
  { pattern: /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,200}):[^\s/@'"]{1,500}@/gi, replacement: `$1:${mask}@` },
  {
    pattern: /\b(authorization['"]?\s*[:=]\s*['"]?(?:bearer|basic|token|digest)\s+)[^\s'",;]+/gi,
    replacement: `$1${mask}`,
  },
  { pattern: /\b(bearer\s+)[\w.~+/=-]{8,}/gi, replacement: `$1${mask}` },
  // CREATE USER … IDENTIFIED BY '…', ALTER ROLE … PASSWORD '…'.
  {
    pattern:
      /\b(identified\s{1,8}(?:with\s{1,8}\S{1,64}\s{1,8})?(?:by|as)\s{1,8}(?:password\s{1,8})?|password\s{1,8})(?:\\?'[^']{1,500}'|\\?"[^"]{1,500}")/gi,
    replacement: `$1${mask}`,
  },
  // Tokens that say themselves what they are.
  { pattern: /\b((?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{2})[A-Z0-9]{10,}/g, replacement: `$1${mask}` },
  {
    pattern:
      /\b(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|sk_live_|rk_live_|npm_|pypi-|dop_v1_|hvs\.|AIza|SG\.)[\w-]{10,}(?:\.[\w-]+)*/g,
    replacement: `$1${mask}`,
  },
  { pattern: /\beyJ[\w-]{8,400}\.[\w-]+\.[\w-]*/g, replacement: `eyJ${mask}` },
  // Clients of databases have options of their own for it, and SQL has words.
  {
    pattern: /\b((?:mysql|mariadb|mycli)\w*(?=\s)[^|;&\n]{0,500}?\s-p)("[^"]+"|'[^']+'|[^\s'"=]\S*)/g,
    replacement: `$1${mask}`,
  },
  {
    pattern: /\b((?:redis|valkey|keydb)-cli\s(?:[^|;&\n]{0,500}?\s)?(?:-a|--pass)\s+)("[^"]*"|'[^']*'|\S+)/g,
    replacement: `$1${mask}`,
  },
  { pattern: /\b((?:requirepass|masterauth)['"]?\s+)("[^"]*"|'[^']*'|[^\s'"]+)/gi, replacement: `$1${mask}` },
  // What stands alone before a Redis host is its password.
  { pattern: /\b((?:rediss?|valkeys?):\/\/)[^\s/:@'"]{1,500}@/gi, replacement: `$1${mask}@` },
  { pattern: /\b((?:identified\s+by|password)\s+)('(?:[^']|'')*'|"[^"]*")/gi, replacement: `$1${mask}` },
  // curl -u user:password, mysql -ppassword, PGPASSWORD=…, -var 'db_password=…', --token …, "secret": "…".
  { pattern: /(\s-u\s*['"]?[^\s:'"-][^\s:'"]*:)(?!\/\/)[^\s'"]+/g, replacement: `$1${mask}` },
  {
    pattern: new RegExp(String.raw`(\b${notSecret}${secretName}["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s'",;&|]+)`, 'gi'),
    replacement: `$1${mask}`,
  },
  {
    pattern: new RegExp(String.raw`(\s--?${notSecret}${secretName}\s+)("[^"]*"|'[^']*'|[^\s'"-][^\s'"]*)`, 'gi'),
    replacement: `$1${mask}`,
  },
];

/** A word as a shell takes it that is no option. */
const word = String.raw`("[^"]*"|'[^']*'|[^\s'"|;&-][^\s|;&]*)`;
/** The rest of a command, up to what stands behind it. */
const rest = String.raw`[^|;&\n]{0,300}?`;

/** Commands that take a secret where no name says so. */
const spoken: readonly RegExp[] = [
  String.raw`\bconfigure\s+set\s+\S*(?:secret|token)\S*\s+`,
  String.raw`\blogin\b${rest}\s-p\s*`,
  String.raw`\b(?:sshpass|mongosh?|snowsql|supabase)\s(?:${rest}\s)?-p\s*`,
  String.raw`\b(?:sqlcmd|bcp)\s(?:${rest}\s)?-P\s*`,
  String.raw`\b(?:vault|bao)\s+login\s+`,
  String.raw`\b(?:redis|valkey|keydb)-cli\s(?:${rest}\s)?auth\s+(?:\S+\s+(?=[^\s|;&]))?`,
  String.raw`\b(?:put-parameter|secret\s+set)\s${rest}(?:--value|--body|-b)(?:\s+|=)`,
  String.raw`\bpulumi\s+config\s+set\s${rest}--secret\s+\S+\s+`,
  String.raw`\bpulumi\s+config\s+set\s+[^\s-]\S*\s+(?=[^|;&\n]{0,300}\s--secret\b)`,
  String.raw`\bsqlplus\s+(?:-\S+\s+)*[\w$#]+\/`,
  String.raw`\s--pass\w{0,10}(?:=|\s+)`,
  String.raw`\s--user(?:=|\s+)['"]?[^\s:'"-][^\s:'"]*:`,
  String.raw`\bsecret\s+put\s${rest}<<<\s*`,
  String.raw`\b(?:echo|printf)\s+(?:-\S+\s+)?(?=[^|\n]{1,300}\|[^|\n]{0,200}(?:--password-stdin|\bsecrets?\s+(?:put|set|create)\b))`,
  String.raw`(?<=\bsecrets\s+set\b[^|;&\n]{0,200}\s)['"]?[\w.-]+=`,
  String.raw`(?<=\bcreate\s+secret\b[^|;&\n]{0,200}\s)--from-literal(?:=|\s+)['"]?[\w.-]+=`,
].map((start) => new RegExp(`(${start})${word}`, 'gi'));

/** One of them may be there. */
const speaks =
  /configure|login|sshpass|mongo|snowsql|supabase|sqlcmd|bcp|\bauth\b|put-param|secret|sqlplus|--pass|--user/i;

/** The text with every secret that can be recognised replaced by `***`. */
export function redact(text: string): string {
  const told = speaks.test(text)
    ? spoken.reduce((masked, pattern) => masked.replace(pattern, `$1${mask}`), text)
    : text;
  return rules.reduce((masked, { pattern, replacement }) => masked.replace(pattern, replacement), told);
}

const secretVariable = new RegExp(`^${notSecret}${secretName}$`, 'i');

/** Whether an environment variable's name says that its value is a secret. */
export function namesSecret(name: string): boolean {
  return secretVariable.test(name);
}
