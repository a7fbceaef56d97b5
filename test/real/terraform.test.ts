/** Commands of Terraform on built-in resources: what is said of them is compared with what they then really did. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Impact } from '../../src/core/impact/impact.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

const main = `
variable "size" { default = 3 }
variable "input" { default = "a" }
variable "keys" {
  type    = list(string)
  default = ["a", "b"]
}
variable "password" {
  default   = "planted-hunter2"
  sensitive = true
}
resource "terraform_data" "database" {
  input            = { name = "orders", pw = var.password }
  triggers_replace = [var.size]
}
resource "terraform_data" "first" {
  triggers_replace = [var.size]
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "follows" {
  lifecycle { replace_triggered_by = [terraform_data.first] }
}
resource "terraform_data" "many" {
  count = var.size
  input = "\${var.input}-\${count.index}"
}
resource "terraform_data" "keyed" {
  for_each = toset(var.keys)
  input    = terraform_data.database.id
}
resource "terraform_data" "hook" {
  input = "\${path.root}/marker"
  provisioner "local-exec" { command = "touch \${self.input}" }
  provisioner "local-exec" {
    when    = destroy
    command = "rm \${self.input}"
  }
}
output "size" { value = var.size }
`;

type Instances = ReadonlyMap<string, { readonly id: string; readonly values: string }>;

describeReal('terraform', ['terraform'], ({ path, beforeAll }) => {
  let env: Record<string, string> = {};
  beforeAll(() => {
    env = tempHome({
      TF_CLI_CONFIG_FILE: '/dev/null',
      CHECKPOINT_DISABLE: '1',
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
    });
  });

  function project() {
    const folder = tempFolder();
    writeFileSync(join(folder, 'main.tf'), main);
    const terraform = (...args: readonly string[]) =>
      execFileSync(path('terraform'), args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    terraform('init', '-no-color');
    terraform('apply', '-no-color', '-auto-approve');
    const stateFile = () => readFileSync(join(folder, 'terraform.tfstate'), 'utf8');
    return { folder, terraform, stateFile, instances: () => instancesIn(stateFile()) };
  }

  /** Asks, and looks whether asking left the state as it was. */
  async function ask({ folder, stateFile }: ReturnType<typeof project>, line: string) {
    const before = stateFile();
    const found = await askThroughGate(line, { cwd: folder, env });
    expect(stateFile()).toBe(before);
    expect(found.seen).not.toMatch(/planted/);
    return found;
  }

  describe('what is said is what happens', () => {
    test.each([
      ['-var size=5', 'counts up: creates, and replaces what follows the size'],
      ['-var size=1', 'counts down: deletes'],
      ['-var input=b', 'changes in place'],
      [`-var 'keys=["a","c"]'`, 'one key goes, one comes'],
      [`'-replace=terraform_data.many[1]'`, 'a replacement that was asked for'],
      ['-target=terraform_data.many -var input=c -var size=2', 'a target'],
      ['-destroy', 'everything goes'],
      ['-destroy -target=terraform_data.database', 'one goes, with what depends on it'],
      ['-refresh-only', 'nothing'],
    ])('terraform apply -auto-approve %s: %s', async (flags) => {
      const here = project();
      const impact = (await ask(here, `terraform apply -auto-approve ${flags}`)).impact();
      const before = here.instances();
      here.terraform('apply', '-no-color', '-auto-approve', ...words(flags));
      expect(said(impact)).toEqual(happened(before, here.instances()));
    });

    test('a provisioner that runs at the end is said to be opaque, is quoted, and really runs', async () => {
      const here = project();
      const marker = join(here.folder, 'marker');
      const { uninspectable, irreversible } = (await ask(here, 'terraform destroy -auto-approve')).impact();
      expect([irreversible, existsSync(marker)]).toEqual([true, true]);
      expect(uninspectable).toEqual([
        { what: 'terraform_data.hook', why: expect.stringMatching(/runs commands when it is deleted: local-exec/) },
      ]);
      here.terraform('destroy', '-no-color', '-auto-approve');
      expect(existsSync(marker)).toBe(false);
    });

    test('a saved plan is what it shows, also when the configuration has changed since', async () => {
      const here = project();
      here.terraform('plan', '-no-color', '-var=size=2', '-out=saved');
      writeFileSync(join(here.folder, 'main.tf'), main.replace('default = 3', 'default = 9'));
      const impact = (await ask(here, 'terraform apply saved')).impact();
      const before = here.instances();
      here.terraform('apply', '-no-color', 'saved');
      expect(said(impact)).toEqual(happened(before, here.instances()));
    });
  });

  describe('surgery on the state', () => {
    test.each([
      ['terraform state rm terraform_data.many', 'forget 3'],
      [`terraform state rm 'terraform_data.many[1]' 'terraform_data.keyed["a"]'`, 'forget 2'],
      ['terraform state mv terraform_data.many terraform_data.others', ''],
      ['terraform taint terraform_data.database', 'update 1'],
      ['terraform import terraform_data.new 1234', 'import 1'],
      ['terraform workspace delete -force other', 'forget 9'],
    ])('%s', async (line, counts) => {
      const here = project();
      if (line.includes('workspace')) {
        here.terraform('workspace', 'new', 'other');
        here.terraform('apply', '-auto-approve', '-no-color');
        here.terraform('workspace', 'select', 'default');
      }
      if (line.includes('import')) writeFileSync(join(here.folder, 'new.tf'), 'resource "terraform_data" "new" {}\n');
      const impact = (await ask(here, line)).impact();
      expect(
        Object.entries(impact.summary)
          .filter(([, count]) => count > 0)
          .map(([name, count]) => `${name} ${count}`)
          .join(),
      ).toBe(counts);
      const before = here.instances();
      here.terraform(...words(line).slice(1));
      if (line.includes('workspace')) return;
      expect(said(impact, true)).toEqual(
        line.includes('taint') ? ['update terraform_data.database'] : happened(before, here.instances()),
      );
    });

    test('what the state does not hold is said, and the command fails', async () => {
      const here = project();
      const { remarks, resources } = (await ask(here, 'terraform state rm terraform_data.nothing')).impact();
      expect([resources, remarks]).toEqual([[], [expect.stringMatching(/holds nothing by the address/)]]);
      const { status } = spawnSync(path('terraform'), ['state', 'rm', 'terraform_data.nothing'], {
        cwd: here.folder,
        env,
      });
      expect(status).not.toBe(0);
    });
  });

  describe('what keeps it from answering is said plainly', () => {
    const why = async (line: string, files: Readonly<Record<string, string>>, init = true): Promise<string> => {
      const folder = tempFolder();
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      if (init) execFileSync(path('terraform'), ['init'], { cwd: folder, env });
      const { probes } = await askThroughGate(line, { cwd: folder, env });
      return probes.flatMap(({ phase }) => ('why' in phase ? [phase.why] : [])).join();
    };
    test('a folder that is not initialised', async () =>
      expect(await why('terraform apply', { 'main.tf': 'resource "aws_s3_bucket" "b" {}\n' }, false)).toMatch(
        /^The folder is not initialised.*run `terraform init` yourself/,
      ));
    test('a variable without a value', async () =>
      expect(await why('terraform apply', { 'main.tf': 'variable "region" {}\n' })).toMatch(
        /^The variable region has no value/,
      ));
    test('something that is protected', async () => {
      const here = project();
      writeFileSync(
        join(here.folder, 'main.tf'),
        main.replace('input            =', 'lifecycle { prevent_destroy = true }\n  input            ='),
      );
      const { probes } = await ask(here, 'terraform destroy');
      expect(JSON.stringify(probes)).toMatch(
        /It would be refused: terraform_data\.database is protected by prevent_destroy/,
      );
    });
    test('a plan that is none', async () =>
      expect(await why('terraform apply saved', { 'main.tf': '', saved: 'no plan' })).toMatch(
        /^The saved plan cannot be read/,
      ));
  });
});

/** `-var 'keys=["a"]'` → its words, without a shell's quotes. */
const words = (flags: string): readonly string[] =>
  (flags.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));

function instancesIn(state: string): Instances {
  const { resources } = JSON.parse(state) as {
    resources: {
      type: string;
      name: string;
      instances: { index_key?: string | number; attributes: { id: string } }[];
    }[];
  };
  return new Map(
    resources.flatMap(({ type, name, instances }) =>
      instances.map(({ index_key: key, attributes }) => [
        `${type}.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`,
        { id: attributes.id, values: JSON.stringify(attributes) },
      ]),
    ),
  );
}

/** What became of each instance, by the state before and after. */
function happened(before: Instances, after: Instances): readonly string[] {
  const gone = [...before].flatMap(([address, { id }]) => {
    const now = after.get(address);
    const moved = [...after].some(([to, each]) => each.id === id && to !== address);
    return now !== undefined ? [] : [moved ? `moved ${address}` : `gone ${address}`];
  });
  const others = [...after].flatMap(([address, { id, values }]) => {
    const was = before.get(address);
    if (was === undefined) return [...before.values()].some((each) => each.id === id) ? [] : [`new ${address}`];
    return was.id !== id ? [`replace ${address}`] : was.values !== values ? [`update ${address}`] : [];
  });
  return [...gone, ...others].sort();
}

const ends = {
  delete: 'gone',
  forget: 'gone',
  create: 'new',
  import: 'new',
  replace: 'replace',
  update: 'update',
} as const;

const said = ({ resources }: Impact, surgery = false): readonly string[] =>
  resources
    .filter(({ action }) => action !== 'read')
    .map(({ action, address, movedFrom }) =>
      surgery && movedFrom !== undefined
        ? `moved ${movedFrom}`
        : `${action === 'unknown' || action === 'read' ? action : ends[action]} ${address}`,
    )
    .sort();
