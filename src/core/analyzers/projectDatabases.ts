/**
 * Which database a project's own settings name, for the environment a command runs in.
 *
 *     config/database.yml      knexfile.js      config/config.json      drizzle.config.ts      data-source.ts      alembic.ini
 *     shop/settings.py         config/dev.exs   .env                    appsettings.Development.json
 *
 * https://guides.rubyonrails.org/configuring.html#configuring-a-database https://knexjs.org/guide/#configuration-options
 * https://sequelize.org/docs/v6/other-topics/migrations/#configuration https://orm.drizzle.team/docs/drizzle-config-file
 * https://docs.djangoproject.com/en/stable/ref/settings/#databases https://alembic.sqlalchemy.org/en/latest/tutorial.html
 * https://hexdocs.pm/ecto/Ecto.Repo.html https://learn.microsoft.com/aspnet/core/fundamentals/configuration/
 */
import { literal } from '../shell/invocation.ts';
import { variable } from './analyzer.ts';
import { addressIn, type Nearness, nearnessOf, type Project, type Settings } from './databaseAddress.ts';

const own = /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\]|\.|\(localdb\)\\.*|\/.*)?$/i;

/** A host in settings; one that is missing is this machine's. */
const hostNearness = (host: string | undefined): Nearness => (own.test(host ?? '') ? 'local' : 'unknown');

/** An address in `.env`, as most tools load it by themselves. */
export const dotenv =
  (...names: readonly string[]): Settings =>
  ({ file, run, call }) => {
    const texts = [file('.env.local'), file('.env')];
    for (const name of names.length === 0 ? ['DATABASE_URL'] : names)
      for (const text of texts) {
        const near = addressIn(text, name, run, call);
        if (near !== 'unknown' || new RegExp(String.raw`^\s*(?:export\s+)?${name}\s*=`, 'm').test(text ?? ''))
          return near;
      }
    return 'unknown';
  };

/** The first of several that knows. */
export const firstOf =
  (...settings: readonly Settings[]): Settings =>
  (project) => {
    for (const each of settings) {
      const near = each(project);
      if (near !== 'unknown') return near;
    }
    return 'unknown';
  };

/** A part of a text in braces behind a name: `development: { … }`. */
function block(text: string, name: string): string | undefined {
  const found = new RegExp(String.raw`["']?\b${name}["']?\s*[:=]\s*\{`).exec(text);
  if (found === null) return undefined;
  let depth = 0;
  for (let at = found.index + found[0].length - 1; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(found.index, at + 1);
  }
  return undefined;
}

/** Settings of a JavaScript tool: `client: 'sqlite3'`, `host: 'localhost'`, `url: process.env.DATABASE_URL`. */
function scripted(text: string | undefined, project: Project): Nearness {
  if (text === undefined) return 'unknown';
  if (
    /\b(?:client|dialect|type|provider)["']?\s*:\s*["'](?:better-)?sqlite3?["']/.test(text) &&
    !/turso|libsql:|https?:\/\//.test(text)
  )
    return 'scratch';
  const environment = /\bprocess\.env(?:\.(\w+)|\[["'](\w+)["']\])/.exec(text);
  const url = /["'`]((?:postgres(?:ql)?|mysql|mariadb|mongodb|file|sqlite)[\w+]*:[^"'`\s]*)["'`]/.exec(text)?.[1];
  if (url !== undefined && !url.includes('${')) return nearnessOf(literal(url), project.run, project.call);
  if (environment !== null) {
    const name = environment[1] ?? environment[2] ?? '';
    const value = variable(project.run, project.call, name);
    if (value !== undefined) return nearnessOf(literal(value), project.run, project.call);
    if (/url|uri|dsn|connection/i.test(name)) return dotenv(name)(project);
    if (/host/i.test(name)) {
      const host = new RegExp(String.raw`^\s*${name}\s*=\s*["']?([^"'\s#]*)`, 'm').exec(
        project.file('.env') ?? '',
      )?.[1];
      return host === undefined ? 'unknown' : hostNearness(host);
    }
    return 'unknown';
  }
  const host = /\bhost["']?\s*:\s*["'`]([^"'`]*)["'`]/.exec(text)?.[1];
  return host === undefined ? 'unknown' : hostNearness(host);
}

const firstText = ({ file }: Project, paths: readonly string[]): string | undefined => {
  for (const path of paths) {
    const text = file(path);
    if (text !== undefined) return text;
  }
  return undefined;
};

const environmentOf = ({ environment }: Project): string => environment ?? 'development';

/** Settings with a part for each environment, or for all of them. */
const byEnvironment =
  (...paths: readonly string[]): Settings =>
  (project) => {
    const text = firstText(project, paths);
    if (text === undefined) return 'unknown';
    const part = block(text, environmentOf(project));
    if (part !== undefined) return scripted(part, project);
    return /\b(?:development|production|staging)["']?\s*[:=]\s*\{/.test(text) ? 'unknown' : scripted(text, project);
  };

export const knexSettings = firstOf(
  byEnvironment('knexfile.js', 'knexfile.ts', 'knexfile.cjs', 'knexfile.mjs', 'src/knexfile.ts', 'db/knexfile.js'),
  dotenv(),
);
export const sequelizeSettings = firstOf(
  byEnvironment(
    'config/config.json',
    'config/config.js',
    'config/config.cjs',
    'config/database.js',
    'src/config/config.json',
    'db/config.json',
  ),
  dotenv(),
);
export const drizzleSettings = firstOf(
  (project) =>
    scripted(
      firstText(project, ['drizzle.config.ts', 'drizzle.config.js', 'drizzle.config.mjs', 'drizzle.config.json']),
      project,
    ),
  dotenv(),
);

/** TypeORM's data source, by the path the line gives. */
export const typeormSettings =
  (path: string | undefined): Settings =>
  (project) =>
    scripted(
      firstText(project, [
        ...(path === undefined ? [] : [path]),
        'src/data-source.ts',
        'data-source.ts',
        'ormconfig.json',
        'ormconfig.js',
      ]),
      project,
    );

/** A part of YAML at the left edge, with what it merges in. */
function section(text: string, name: string, depth = 0): string {
  const found = new RegExp(String.raw`^${name}:[^\n]*\n((?:[ \t#][^\n]*(?:\n|$)|\n)*)`, 'm').exec(text)?.[0] ?? '';
  const merged = /<<:\s*\*(\w+)/.exec(found)?.[1];
  if (merged === undefined || depth > 3) return found;
  const source = new RegExp(String.raw`^(\w+):\s*&${merged}\b`, 'm').exec(text)?.[1];
  return source === undefined ? found : `${section(text, source, depth + 1)}\n${found}`;
}

/** Where a value is asked of the environment, its default counts, unless the environment is known to say otherwise. */
function plainValue(text: string, { run, call }: Project): string | undefined {
  const fetched =
    /ENV(?:\.fetch)?[[(]\s*["'](\w+)["']\s*[\])]?\s*(?:,\s*|\{\s*|\|\|\s*|do\s+)?(?:["']([^"']*)["'])?/.exec(text);
  if (fetched === null) return text.trim().replace(/^["']|["']$/g, '');
  return variable(run, call, fetched[1] ?? '') ?? fetched[2];
}

export const railsSettings: Settings = (project) => {
  const text = project.file('config/database.yml');
  if (text === undefined) return 'unknown';
  const part = section(text, environmentOf(project)) || (/^(?:development|production):/m.test(text) ? '' : text);
  const last = (name: string): string | undefined =>
    [...part.matchAll(new RegExp(String.raw`^\s+${name}:[ \t]*(\S[^\n]*)$`, 'gm'))].at(-1)?.[1];
  if (part === '' || (last('url') !== undefined && plainValue(last('url') ?? '', project) === undefined))
    return 'unknown';
  const adapters = [...part.matchAll(/^\s+adapter:\s*["']?(\w+)/gm)].map(([, name]) => name);
  if (adapters.at(-1)?.startsWith('sqlite')) return 'scratch';
  const url = last('url');
  if (url !== undefined) return nearnessOf(literal(plainValue(url, project) ?? ''), project.run, project.call);
  const host = last('host');
  if (adapters.length === 0) return 'unknown';
  if (host === undefined) return 'local';
  const value = plainValue(host, project);
  return value === undefined ? 'unknown' : hostNearness(value);
};

/** A Python module's file: `shop.settings` is `shop/settings.py` or `shop/settings/__init__.py`. */
function moduleText({ file }: Project, module: string): string | undefined {
  const path = module.replaceAll('.', '/');
  const text = file(`${path}.py`) ?? file(`${path}/__init__.py`);
  if (text === undefined) return undefined;
  const base = /^from\s+\.(\w+)\s+import\s+\*/m.exec(text)?.[1];
  const folder = file(`${path}.py`) === undefined ? path : path.replace(/\/?[^/]*$/, '');
  return base === undefined ? text : `${file(`${folder}/${base}.py`) ?? ''}\n${text}`;
}

export const djangoSettings: Settings = (project) => {
  const { file, run, call, environment } = project;
  const module = /[./]/.test(environment ?? '')
    ? environment
    : /DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']/.exec(file('manage.py') ?? '')?.[1];
  const text = module === undefined ? undefined : moduleText(project, module);
  if (text === undefined) return 'unknown';
  const databases = text.slice(text.lastIndexOf('DATABASES'));
  if (!text.includes('DATABASES')) return 'unknown';
  const part = block(databases, 'DATABASES') ?? databases.slice(0, 1_500);
  const asked = /dj_database_url|env\.db|environ|getenv|\benv\(|config\(|decouple/.test(part);
  const fallback = /["'](sqlite:\/\/[^"']*|postgres(?:ql)?:\/\/[^"']*|mysql:\/\/[^"']*)/.exec(part)?.[1];
  if (asked) {
    const near = dotenv()(project);
    if (near !== 'unknown') return near;
    if (/^\s*DATABASE_URL\s*=/m.test(file('.env') ?? '')) return 'unknown';
    if (fallback !== undefined) return /^sqlite/.test(fallback) ? 'scratch' : nearnessOf(literal(fallback), run, call);
  }
  const engines = [...part.matchAll(/ENGINE["']\s*:\s*[^,\n]*?["']([\w.]+)["']/g)].map(([, engine = '']) => engine);
  if (engines.length > 0 && engines.every((engine) => /sqlite3|spatialite/.test(engine))) return 'scratch';
  const host = /HOST["']\s*:\s*["']([^"']*)["']/.exec(part)?.[1];
  return asked || engines.length === 0 ? 'unknown' : hostNearness(host);
};

export const alembicSettings: Settings = (project) => {
  const text = project.file('alembic.ini');
  const folder = /^script_location\s*=\s*(?:%\(here\)s\/)?(\S+)/m.exec(text ?? '')?.[1] ?? 'alembic';
  const code = project.file(`${folder}/env.py`) ?? '';
  if (/set_main_option|settings\b|get_url|database_url\b(?!["'])|engine\s*=\s*(?!engine_from_config)\w+/.test(code))
    return 'unknown';
  return addressIn(text, 'sqlalchemy.url', project.run, project.call);
};

export const flaskSettings: Settings = (project) => {
  const near = firstOf(dotenv('SQLALCHEMY_DATABASE_URI', 'DATABASE_URL'))(project);
  if (near !== 'unknown') return near;
  if (/^\s*(?:DATABASE_URL|SQLALCHEMY_DATABASE_URI)\s*=/m.test(project.file('.env') ?? '')) return 'unknown';
  const text =
    firstText(project, ['config.py', 'app/config.py', 'app.py', 'app/__init__.py', 'instance/config.py']) ?? '';
  const said = /SQLALCHEMY_DATABASE_URI["'\]]*\s*=([^\n]*(?:\n\s+[^\n]*){0,3})/.exec(text)?.[1] ?? '';
  const url = /["'](sqlite:\/\/[^"']*|[a-z]+(?:\+\w+)?:\/\/[^"']*)["']/.exec(said)?.[1];
  if (url === undefined) return 'unknown';
  return /^sqlite:/.test(url) ? 'scratch' : nearnessOf(literal(url), project.run, project.call);
};

export const ectoSettings: Settings = (project) => {
  const environment = project.environment ?? 'dev';
  const text = project.file(`config/${environment}.exs`);
  if (text === undefined || !/Repo\b/.test(text)) return 'unknown';
  if (/\.db["']|Exqlite|sqlite/i.test(text) && !/hostname:/.test(text)) return 'scratch';
  const host = /hostname:\s*(?:System\.get_env\([^)]*?["']([^"']*)["']\s*\)|["']([^"']*)["'])/.exec(text);
  const url = /\burl:\s*["']([^"']*)["']/.exec(text)?.[1];
  if (url !== undefined) return nearnessOf(literal(url), project.run, project.call);
  return host === null ? 'unknown' : hostNearness(host[2] ?? host[1]);
};

export const dotnetSettings: Settings = (project) => {
  const text = firstText(project, ['appsettings.Development.json', 'appsettings.json']);
  const said = /"ConnectionStrings"\s*:\s*\{[^}]*?:\s*"((?:[^"\\]|\\.)*)"/.exec(text ?? '')?.[1];
  if (said === undefined) return 'unknown';
  if (/(?:data source|filename)\s*=\s*[\w./\\-]+\.(?:db|sqlite3?)\b/i.test(said)) return 'scratch';
  const host = /(?:^|;)\s*(?:server|host|data source)\s*=\s*(?:tcp:)?([^;,:]*)/i.exec(said)?.[1];
  return host === undefined ? 'unknown' : hostNearness(host.trim().replace(/\\\\.*/, ''));
};

/** Laravel and Symfony load `.env` themselves. */
export const laravelSettings: Settings = ({ file }) => {
  const text = file('.env') ?? '';
  const value = (name: string) => new RegExp(String.raw`^\s*${name}\s*=\s*["']?([^"'\s#]*)`, 'm').exec(text)?.[1];
  if (/^(?:prod|stag|live)/i.test(value('APP_ENV') ?? '')) return 'unknown';
  if (value('DB_URL') || value('DATABASE_URL')) return 'unknown';
  if (value('DB_CONNECTION') === 'sqlite' && !/^\/|\.\./.test(value('DB_DATABASE') ?? '')) return 'scratch';
  return /^(?:127\.0\.0\.1|localhost|::1)$/.test(value('DB_HOST') ?? '') ? 'local' : 'unknown';
};

/** Adonis names a host in `.env`. */
export const hostInEnv: Settings = ({ file }) => {
  const host = /^\s*(?:DB|PG|MYSQL|POSTGRES)_HOST\s*=\s*["']?([^"'\s#]*)/m.exec(file('.env') ?? '')?.[1];
  return host === undefined || host === '' ? 'unknown' : hostNearness(host);
};
