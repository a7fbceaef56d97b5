/** What making a plan would itself run or bring along, by the text of the configuration: to be known before it is allowed. */
import { readHcl } from '../analyzers/hcl.ts';
import { argument, blocksOf } from '../sourceFiles/hclValue.ts';
import { readJsonConfiguration } from '../sourceFiles/terraformJson.ts';
import { unmarked } from './masking.ts';
import type { TerraformSubject } from './subject.ts';

const mostNamed = 5;

/** Variables that put other programs in the place of providers, or add words to every command. */
const bringing = /^TF_(?:CLI_CONFIG_FILE|REATTACH_PROVIDERS|CLI_ARGS\w*|PLUGIN_CACHE_DIR|DATA_DIR)$|^TERRAFORM_CONFIG$/;

/** Sentences. `files`: the configuration of the directory. */
export function cautionsFor(
  { env }: Pick<TerraformSubject, 'env'>,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const bodies = files.map(({ path, text }) => (path.endsWith('.json') ? readJsonConfiguration(text) : readHcl(text)));
  const found = [
    ...Object.keys(env)
      .filter((name) => bringing.test(name))
      .map((name) => `The line sets ${name}, which may bring other programs into the plan.`),
    ...bodies.flatMap((body) => [
      ...blocksOf(body, 'data').flatMap((block) => {
        const [type = '', name = ''] = block.labels;
        if (type === 'external')
          return [`Planning runs a program: data.external.${name} starts ${quoted(argument(block, 'program'))}.`];
        if (type === 'http')
          return [`Planning sends a request: data.http.${name} asks ${quoted(argument(block, 'url'))}.`];
        return [];
      }),
      ...blocksOf(body, 'module').flatMap((block) => {
        const [name = ''] = block.labels;
        const source = argument(block, 'source');
        return typeof source === 'string' && isLoose(source, argument(block, 'version'))
          ? [`module.${name} comes from ${quoted(source)}, without a fixed version.`]
          : [];
      }),
    ]),
  ];
  const more = found.length - mostNamed;
  return more > 0 ? [...found.slice(0, mostNamed), `${more} more like these.`] : found;
}

/** From elsewhere, and not always the same. */
function isLoose(source: string, version: unknown): boolean {
  if (/^\.{0,2}\//.test(source)) return false;
  if (/^[\w.-]+(?:\/[\w.-]+){2,3}$/.test(source) && !/^(?:github\.com|bitbucket\.org)\//.test(source))
    return version === undefined;
  return !/[?&](?:ref|version|versionId)=/.test(source);
}

function quoted(value: unknown): string {
  const text = Array.isArray(value) ? value.map(String).join(' ') : typeof value === 'string' ? value : '…';
  return `\`${unmarked.text(text).replace(/\s+/g, ' ').slice(0, 200)}\``;
}
