import { describe, expect, test } from 'vitest';
import { held, is, isIn, passes, understandLine } from '../../support/understanding.ts';

describe('terraform', () => {
  is('terraform plan', 'read terraform plan app');
  is('terraform plan -destroy', 'read terraform plan app');
  is('terraform plan -out=x.tfplan', 'read terraform plan app');
  is('terraform apply', 'change terraform apply app');
  is('terraform apply -auto-approve', 'change terraform apply app');
  is('terraform apply -destroy', 'destroy terraform apply -destroy app');
  is('terraform apply --destroy', 'destroy terraform apply -destroy app');
  is('terraform apply -destroy=true', 'destroy terraform apply -destroy app');
  is('terraform apply -destroy=false', 'change terraform apply app');
  is('terraform apply -destroy="$X"', 'destroy terraform apply -destroy app');
  is('terraform apply -destroy -target=aws_instance.web', 'destroy terraform destroy -target aws_instance.web @ app');
  is('terraform apply plan.out', 'change terraform apply plan plan.out @ app');
  is('terraform apply -auto-approve "plan.out"', 'change terraform apply plan plan.out @ app');
  is('terraform apply -replace=aws_instance.web', 'destroy terraform apply -replace aws_instance.web @ app');
  is('terraform apply -replace aws_instance.web', 'destroy terraform apply -replace aws_instance.web @ app');
  is('terraform apply -target=module.a -target=module.b', 'change terraform apply app');
  is('terraform apply -var "x=destroy"', 'change terraform apply app');
  is('terraform apply $ARGS', 'change terraform apply app');
  is('terraform destroy', 'destroy terraform destroy app');
  is('terraform destroy -auto-approve', 'destroy terraform destroy app');
  is('terraform destroy -target aws_instance.web', 'destroy terraform destroy -target aws_instance.web @ app');
  is('terraform -chdir=envs/prod destroy', 'destroy terraform destroy envs/prod');
  is('terraform -chdir=/projects/app destroy', 'destroy terraform destroy app');
  is('terraform -chdir="$ENV" destroy', 'destroy terraform destroy $ENV');
  is('tofu destroy', 'destroy terraform destroy app');
  is('terraform.exe destroy', 'destroy terraform destroy app');
  is('Terraform destroy', 'destroy terraform destroy app');
  is('./terraform destroy', 'destroy terraform destroy app');
  is('./terraform_1.9.5 apply', 'change terraform apply app');
  is('terraform-1.5.7 apply', 'change terraform apply app');
  is('./bin/terraform_1.9.5_linux_amd64 destroy', 'destroy terraform destroy app');
  is('=terraform destroy', 'destroy terraform destroy app');
  is('terraform state list', 'read terraform state list app');
  is('terraform state rm aws_instance.web', 'change terraform state rm aws_instance.web @ app');
  is("terraform state rm 'module.a.aws_x.y[0]'", 'change terraform state rm module.a.aws_x.y[0] @ app');
  is('terraform state mv a.b c.d', 'change terraform state mv a.b, c.d @ app');
  is('terraform state push -force old.tfstate', 'change terraform state push app');
  is('terraform state pull', 'read terraform state pull app');
  is('terraform state frobnicate', 'unknown terraform state frobnicate app');
  is('terraform workspace list', 'read terraform workspace list app');
  is('terraform workspace select prod', 'change terraform workspace select prod @ app');
  is('terraform workspace new x', 'change terraform workspace new x @ app');
  is('terraform workspace delete -force prod', 'destroy terraform workspace delete prod @ app');
  is('terraform init', 'read terraform init app');
  is('terraform init -upgrade -input=false', 'read terraform init app');
  is('terraform init -migrate-state', 'change terraform init -migrate-state app');
  is('terraform init -force-copy', 'change terraform init -migrate-state app');
  is('terraform init $ARGS', 'unknown terraform init app');
  is('terraform import aws_x.y i-1', 'change terraform import aws_x.y, i-1 @ app');
  is('terraform taint aws_x.y', 'change terraform taint aws_x.y @ app');
  is('terraform untaint aws_x.y', 'change terraform untaint aws_x.y @ app');
  is('terraform force-unlock -force 123', 'change terraform force-unlock app');
  is('terraform refresh', 'change terraform refresh app');
  is('terraform test', 'change terraform test app');
  is('terraform login', 'change terraform login app');
  is('terraform constructor', 'unknown terraform constructor app');
  is('terraform toString', 'unknown terraform toString app');
  is('terraform stacks', 'unknown terraform stacks app');
  is('terraform $X', 'unknown terraform $X');
  is('terraform state $X', 'unknown terraform state $X');
  is('terraform', 'read terraform help');
  is('terraform -version', 'read terraform help');
  is('terraform destroy -help', 'read terraform destroy -help');
  is('terraform -nonsense', 'unknown terraform -nonsense');
});

passes('terraform', [
  'terraform validate',
  'terraform fmt -recursive',
  'terraform output -json',
  'terraform show plan.out',
  'terraform console',
  'terraform graph',
  'terraform providers',
  'terraform providers lock',
  'terraform version',
  'terraform get',
  'terraform plan $ARGS',
  'terraform plan -var-file=prod.tfvars',
  'terraform -chdir=infra plan',
]);

describe('where it acts', () => {
  is('TF_WORKSPACE=prod terraform destroy', 'destroy terraform destroy app @ workspace prod');
  is('export TF_WORKSPACE=prod; terraform destroy', 'destroy terraform destroy app @ workspace prod');
  is('export TF_WORKSPACE=prod && cd infra && terraform apply', 'change terraform apply infra @ workspace prod');
  isIn({ env: { TF_WORKSPACE: 'live' } }, 'terraform destroy', 'destroy terraform destroy app @ workspace live');
  isIn({ env: { TF_CLI_ARGS_apply: '-destroy' } }, 'terraform apply', 'destroy terraform apply -destroy app');
  is('TF_CLI_ARGS_apply=-destroy terraform apply', 'destroy terraform apply -destroy app');
  is('TF_CLI_ARGS="-destroy -auto-approve" terraform apply', 'destroy terraform apply -destroy app');
  is('TF_CLI_ARGS_init=-migrate-state terraform init', 'change terraform init -migrate-state app');
  is('TF_CLI_ARGS_plan=-destroy terraform apply', 'change terraform apply app');
});

describe('inputs', () => {
  const world = {
    files: {
      '/projects/app/plan.out': 'plan',
      '/projects/app/prod.tfvars': 'x = 1',
      '/projects/app/infra/plan.out': 'other',
    },
  };
  test('a saved plan', () => {
    expect(understandLine('terraform apply plan.out', world).inputs).toEqual([
      { path: '/projects/app/plan.out', kind: 'text', text: 'plan' },
    ]);
  });
  test('a saved plan counts from where -chdir leads', () => {
    expect(understandLine('terraform -chdir=infra apply plan.out', world).inputs).toEqual([
      { path: '/projects/app/infra/plan.out', kind: 'text', text: 'other' },
    ]);
  });
  test('variable files', () => {
    expect(understandLine('terraform apply -var-file=prod.tfvars', world).inputs).toEqual([
      { path: '/projects/app/prod.tfvars', kind: 'text', text: 'x = 1' },
    ]);
  });
  test('a plan nobody can read is still a change, and says so', () => {
    const { effects } = understandLine('terraform apply plan.out', { files: { '/projects/app/plan.out': null } });
    expect(effects).toMatchObject([
      { kind: 'change', note: 'What the saved plan changes or destroys cannot be read from the line.' },
    ]);
  });
});

describe('spans', () => {
  const marked = (line: string) =>
    understandLine(line).effects.flatMap(({ spans }) => spans.map(({ start, end }) => line.slice(start, end)));
  const marks = (line: string, ...words: string[]) => test(line, () => expect(marked(line)).toEqual(words));
  marks('terraform destroy -auto-approve', 'terraform', 'destroy', '-auto-approve');
  marks('cd infra && terraform -chdir=x apply -replace=a.b -var x=y', 'terraform', '-chdir=x', 'apply', '-replace=a.b');
  marks("sudo bash -c 'terraform destroy'", 'terraform', 'destroy');
  marks('bash -c "terraform destroy"', 'terraform', 'destroy');
  marks('bash <<EOF\nterraform destroy\nEOF', 'terraform', 'destroy');
  marks('bash -c "terraform \\"destroy\\""', '"terraform \\"destroy\\""');
  marks('T=terraform; $T destroy', '$T', 'destroy');
  test('in a script they are the script', () => {
    const line = 'bash run.sh';
    const { effects } = understandLine(line, { files: { '/projects/app/run.sh': 'terraform destroy' } });
    expect(effects.flatMap(({ spans }) => spans.map(({ start, end }) => line.slice(start, end)))).toEqual(['run.sh']);
  });
});

held('terraform', [
  'terraform apply -refresh-only',
  'terraform state replace-provider a b',
  'terraform apply -lock=false',
  'terraform destroy --help=false',
]);

describe('an index without quotes', () => {
  const flags = (line: string, files = {}) => {
    const [effect] = understandLine(line, { files }).effects;
    return effect?.subject?.kind === 'terraform' ? effect.subject.flags : effect?.subject?.args;
  };
  test('is an address where no file has that name', () =>
    expect(flags('terraform apply -replace=aws_instance.web[0]')).toEqual(['-replace=aws_instance.web[0]']));
  test('also of surgery on the state', () =>
    expect(flags('terraform state rm module.a[1].aws_instance.web[10]')).toEqual([
      'state',
      'rm',
      'module.a[1].aws_instance.web[10]',
    ]));
  test('is not known where a file has it', () =>
    expect(flags('terraform state rm aws_instance.web[0]', { '/projects/app/aws_instance.web0': '' })).toBeUndefined());
  test.each(['aws_instance.web[*]', 'aws_instance.$X[0]', 'aws_instance.w?b[0]', 'aws_instance.web[0123456789012]'])(
    '%s is a pattern',
    (address) => expect(flags(`terraform state rm ${address}`)).toBeUndefined(),
  );
});
