/** How secrets are named, and what they look like. */

/** Names of attributes whose value is a secret, whole or as a part: `db_password`, `apiKey`, `user_data`. */
const secretName =
  /pass(?:word|wd|phrase)|(?:^|[_-])(?:pwd|pass)$|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|client[_-]?key|account[_-]?key|connection[_-]?string|credential|kube_?config|(?:^|[_-])sas(?:$|[_-])|^user_?data|^auth(?:$|[_-])|^authorization$|^custom_?data$|^bearer/i;

/** Names of blocks that carry secrets: their variables are hidden, whatever they are called. */
const secretBlock = /^(?:environment|environment_?variables|env|envs|app_settings|env_?vars)$/i;

/** Names that only speak of one: how long, which, whether. */
const aboutSecret =
  /(?:[_-](?:arn|id|ids|name|names|length|version|versions|enabled|rotation|policy|expiration|lifetime|ttl|duration|type|key_id|in_days|days|ref|path|file|mode)|_wo|(?:SecretName|KeyRef|SecretRef|TokenPath|KeyId|Arn))$|^(?:token_type|manage_\w+|require_\w+|skip_\w+|has_\w+|force_overwrite_replica_secret|iam_database_authentication_enabled|automount\w*|secret_?name|http_tokens)$/i;

/** What names a part of a block of secrets, and is none itself. */
const publicPart = /^(?:name|Name|type|Type|types|compute_type|image|value_from|valueFrom|\w*_ref|\w*Ref)$/;

/** Forms of secrets, wherever they stand; every repetition has an end, since a text may be made to be slow. */
const secretForm = new RegExp(
  [
    '-----BEGIN [A-Z ]{0,40}PRIVATE KEY',
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\bgh[pousr]_[A-Za-z0-9]{20}`,
    String.raw`\bgithub_pat_\w{20}`,
    String.raw`\bglpat-[\w-]{16}`,
    String.raw`\bxox[abeoprs]-[\w-]{10}`,
    String.raw`\b[sr]k_(?:live|test)_\w{10}`,
    String.raw`\bsk-(?:ant-|proj-)?[\w-]{20}`,
    String.raw`\bnpm_[A-Za-z0-9]{30}`,
    String.raw`\bdop_v1_[a-f0-9]{20}`,
    String.raw`\bhvs\.[\w-]{20}`,
    String.raw`\bSG\.[\w-]{16,40}\.[\w-]{16}`,
    String.raw`\bAIza[\w-]{30}`,
    String.raw`\beyJ[\w-]{8,400}\.eyJ[\w-]{8}`,
    String.raw`:\/\/[^/\s:@'"]{0,200}:[^/\s@'"]{1,200}@`,
    String.raw`[?&](?:sig|access_token|api_key|X-Amz-Signature)=[^&\s]{8}`,
    'AccountKey=[^;]',
    'SharedAccessKey=[^;]',
  ].join('|'),
);

/** Whether a text holds something that says by its form that it is a secret. */
export const hasSecretForm = (text: string): boolean => secretForm.test(text);

/** Whether what is called so is a secret. */
export const namesSecret = (name: string): boolean =>
  secretBlock.test(name) || (secretName.test(name) && !aboutSecret.test(name));

/** Whether what is called so may be seen although it stands in a block of secrets; variables in capitals may not. */
export const isPublicPart = (name: string): boolean =>
  publicPart.test(name) || (/^[a-z]/.test(name) && aboutSecret.test(name));

/** Parts of an object that are secret by what stands beside them: `{name: "DB_PASSWORD", value: …}`, a Secret's data. */
export function secretParts(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { kind, name, Name, key, Key } = value as Readonly<Record<string, unknown>>;
  return [
    ...(kind === 'Secret' ? ['data', 'stringData', 'string_data', 'binary_data'] : []),
    ...([name, Name, key, Key].some((each) => typeof each === 'string' && namesSecret(each))
      ? ['value', 'Value', 'default', 'content']
      : []),
  ];
}

/** A text without any of this cannot hold an assignment of a secret. */
const mayAssign = /pass|pwd|secret|token|key|credential|identified|auth|bearer/i;

/** Names in a text whose value is hidden; fewer than those of attributes, since a text says many things. */
const nameInText =
  /password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?key|credential|connection[_-]?string/i;

/** `password: `, `TOKEN=`, `"apiKey":` in a text; a colon counts only before a space, as in ARNs it is no assignment. */
const assigning = /(?<![\w.-])([\w.-]{1,128})(?:(?:\\?["'])?\s{0,8}(?:=\s{0,8}|:\s{1,8})|\\?["']\s{0,8}:\s{0,8})/g;
const assigned = /\\"[^"\n]{1,2000}"|"[^"\n]{1,2000}"|'[^'\n]{1,2000}'|[^\s'",;&|{}[\]()]{1,2000}/y;

function withoutAssigned(text: string, instead: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const found of text.matchAll(assigning)) {
    const [whole, name = ''] = found;
    const from = found.index + whole.length;
    // Inside of a value that has been replaced.
    if (found.index < end || !nameInText.test(name) || aboutSecret.test(name)) continue;
    assigned.lastIndex = from;
    const value = assigned.exec(text);
    if (value === null) continue;
    parts.push(text.slice(end, from), instead);
    end = from + value[0].length;
  }
  return end === 0 ? text : parts.join('') + text.slice(end);
}

/** `IDENTIFIED BY 'x'`, `PASSWORD 'x'` of SQL. */
const sqlPassword =
  /\b((?:IDENTIFIED\s{1,8}(?:WITH\s{1,8}\S{1,64}\s{1,8})?(?:BY|AS)|(?:ENCRYPTED\s{1,8})?PASSWORD)\s{1,8}(?:PASSWORD\s{1,8})?)('(?:[^'\\]|\\.|''){1,2000}'|"(?:[^"\\]|\\.){1,2000}")/gi;

const bearer = /\b((?:bearer|basic)\s{1,4})[\w.~+/=-]{12,2000}/gi;

/** A text in which the values of what is named like a secret are replaced. */
export function withoutSecrets(text: string, instead: string): string {
  if (!mayAssign.test(text)) return text;
  return withoutAssigned(text.replace(sqlPassword, `$1${instead}`).replace(bearer, `$1${instead}`), instead);
}
