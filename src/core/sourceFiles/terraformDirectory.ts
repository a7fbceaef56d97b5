/** What the files of a directory say of a command on it, as long as there is no plan. */
import type { Impact, Resource } from '../impact/impact.ts';
import type { TerraformSubject } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { census, compared, prefaced } from './sourceFile.ts';
import { terraformResources } from './terraformText.ts';

interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** Only a destruction is told: what an apply would change depends on what exists. */
export function directoryImpact({ destroy, flags }: TerraformSubject, files: readonly ConfigurationFile[]): Impact {
  const { described, broken, dependents, repeated } = terraformResources(files);
  const where = files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files`;
  if (!destroy) {
    const impact = wholeImpact(
      [],
      [...broken, { what: 'the plan', why: 'What it would change, a plan tells; none was made yet.' }],
    );
    return {
      ...impact,
      headline: `From the text alone: ${where} ${files.length === 1 ? 'describes' : 'describe'} ${census('terraform', 'resource', described)}; what a plan would change is not known.`,
    };
  }
  const targets = flags
    .flatMap((flag) => /^--?target=(.+)$/.exec(flag)?.[1] ?? [])
    .map((each) => each.replace(/\[.*\]$/, ''));
  const hit = described.filter(({ address }) => targets.length === 0 || targets.includes(address));
  const resources = hit.flatMap((one): readonly Resource[] => {
    const found = compared(one, undefined, { family: 'terraform', provider: one.type.split('_')[0] ?? '' });
    if (found === undefined) return [];
    return [
      {
        ...found,
        attributes: [],
        ...(repeated.has(one.address) ? { size: { count: 1, unit: 'instances', atLeast: true } } : {}),
        dependents: dependents(one.address),
      },
    ];
  });
  const inside = resources
    .filter(({ type }) => type === 'module')
    .map(({ address }) => ({ what: address, why: 'The resources in it stand in other files, which were not read.' }));
  const state = { what: 'the state', why: 'What really exists, and so what really goes, only a plan tells.' };
  return prefaced({ resources, uninspectable: [...broken, ...inside, state], remarks: [] }, 'From the text alone');
}
