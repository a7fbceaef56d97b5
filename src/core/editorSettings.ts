/**
 * What an edit of an editor's settings means for the guard, key by key: `settings.json` of a workspace, user, profile or
 * machine, `tasks.json`, `*.code-workspace`, of VS Code and its relatives.
 * https://code.visualstudio.com/docs/configure/settings https://code.visualstudio.com/docs/debugtest/tasks
 */

/** Keys that decide whether agents are asked, with which programs and variables they run, and what runs unasked. */
const guarding =
  /(?:^|\.)(?:(?<!github\.copilot\.)chat\.(?!font|editor\.(?:font|wordWrap|lineHeight)|commandCenter|disableAIFeatures|detectParticipant)|github\.copilot\.(?:advanced|chat\.(?!.*(?:instructions|locale|welcome))|.*(?:cli|agent))|(?:inlineChat\.)?experimental\.hooks|holdpoint\b|claude-?code\b|claude\b|chatgpt\b|codex\b|kiro(?:agent)?\b|cursor\b|windsurf\b|codeium\b|cline\b|roo-cline\b|kilo-code\b|kilocode\b|zoo-code\b|continue\b|augment\b|amp\b|gemini(?:codeassist|-cli)?\b|cloudcode\b|qwen\b|opencode\b|goose\b|factory\b|droid\b|devin\b|antigravity\b|trae\b|amazonq\b|mcp\b|acp\b|agent\b|agents\b)|(?:^|\.)terminal\.integrated\.(?:env\.|(?:default|automation)?profiles?|shell|inheritEnv|cwd|allowAutomatic)|(?:^|\.)(?:git\.path|task\.allowAutomaticTasks|security\.|extensions\.(?!ignoreRecommendations|closeExtension|autoCheck|showRec)|remote\.extensionKind|settingsSync\.|application\.shellEnvironment|hooks?\b|disableAllHooks\b|apiKeyHelper\b|permissions\b)/i;

/** Every value by its dotted key: `{"chat": {"tools.x": 1}}` is `chat.tools.x`. Lists are values. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    into.set(path, JSON.stringify(value));
    return;
  }
  if (path !== '') into.set(path, '{}');
  for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
}

/** JSON with comments and trailing commas. Undefined: it is none. */
function parse(text: string): unknown {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\\n]|\\.)*")|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g, (_, string?: string) => string ?? ' ')
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '');
  try {
    return plain.trim() === '' ? {} : JSON.parse(plain);
  } catch {
    return undefined;
  }
}

/** Keys in which two texts differ and that guard something. Undefined: it cannot be told. An absent file has no keys. */
export function guardingKeys(before: string, after: string): readonly string[] | undefined {
  const [old, now] = [parse(before), parse(after)];
  if (old === undefined || now === undefined) return undefined;
  const [was, is] = [new Map<string, string>(), new Map<string, string>()];
  flatten(old, '', was);
  flatten(now, '', is);
  const keys = new Set([...was.keys(), ...is.keys()]);
  return [...keys].filter((key) => {
    const [one = '', other = ''] = [was.get(key), is.get(key)];
    return one !== other && (guarding.test(key) || (/(?:^|\.)tasks$/.test(key) && runOnOpen.test(one + other)));
  });
}

/** Tasks that start when the folder is opened. Whatever they depend on starts as well. */
const runOnOpen = /"runOn":"folderOpen"/i;
