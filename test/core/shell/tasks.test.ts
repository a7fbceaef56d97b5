/** Task runners: what the project's own files make of a word. */
import { describe } from 'vitest';
import { held, is, isIn, passes, silent, type World } from '../../support/understanding.ts';

const world = (files: Readonly<Record<string, string>>): World => ({
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`/projects/app/${path}`, text])),
});

describe('make', () => {
  const files = world({
    Makefile: `# ops
NAMESPACE := shop
KUBECTL ?= kubectl
CHART = charts/api
COMMIT := $(shell git rev-parse HEAD)
ifeq ($(CI),true)
TF = tofu
else
TF = terraform
endif

.PHONY: all test deploy
all: build lint clean-cluster

build: main.o
	@go build -o bin/app ./...
	echo "terraform destroy"

main.o: main.c
	$(CC) -c -o $@ $<

lint:
	golangci-lint run $(ARGS)

test: build
	go test ./...
	-rm -rf coverage # terraform destroy

clean-cluster:
	$(KUBECTL) delete namespace $(NAMESPACE)

deploy: build
	cd infra && \\
	  $(TF) apply -auto-approve

plan:
	cd infra && $(TF) plan

release-%: build
	helm upgrade $* $(CHART)

sub:
	$(MAKE) -C infra nuke

loop:
	$(MAKE) loop

canned:
	$(call run,destroy)

tidy:
	$(call run,fmt)

shell: VERSION = $(shell kubectl delete pod x)
shell:
	echo $(VERSION)

each:
	$(foreach dir,a b,terraform -chdir=$(dir) destroy;)

quiet: ; @kubectl get pods

docker:
	docker build -t app .

pid:
	kill $$(cat pid) || true; echo $$HOME

hidden: .hidden
.hidden:
	aws s3 rb s3://x --force

define run
terraform $(1)
echo done
endef
`,
    'infra/Makefile': 'nuke:\n\tterraform destroy\n\nfmt:\n\tterraform fmt\n',
    'ops.mk': 'include infra/more.mk\nx:\n\techo x\n',
    'infra/more.mk': 'gone:\n\tpulumi destroy\n',
    'only/Makefile': 'deploy:\n\t./run.sh\n',
  });
  isIn(files, 'make all', 'destroy kubectl delete namespace shop');
  isIn(files, 'make', 'destroy kubectl delete namespace shop');
  isIn(files, 'make NAMESPACE=prod all', 'destroy kubectl delete namespace prod');
  held(
    'make',
    [
      'make all',
      'make test all',
      'make -j4 all',
      'make -j 4 all',
      'make -k clean-cluster',
      'gmake deploy',
      'make deploy ENV=prod',
      'make release-api',
      'make sub',
      'make -C infra nuke',
      'make --directory=infra nuke',
      'make -Cinfra nuke',
      'cd infra && make nuke',
      'make -f infra/Makefile nuke',
      'make -f ops.mk gone',
      'make canned',
      'make shell',
      'make -n shell',
      'make each',
      'make hidden',
      'sudo make deploy',
      'bash -c "make deploy"',
      'make build && make deploy',
      'make TF="terraform destroy;" plan',
      'make --eval "x: ; terraform destroy" x',
      'make destroy-everything',
      'make -C nowhere deploy',
      'make -f missing.mk release',
      'KUBECTL=kubectl make clean-cluster',
    ],
    files,
  );
  const many = (last: string): World =>
    world({
      Makefile: `all: ${Array.from({ length: 450 }, (_, i) => `t${i}`).join(' ')} last\nt%:\n\t@true\nlast:\n\t${last}\n`,
    });
  held('more targets than are read', ['make'], many('terraform destroy'));
  silent('many targets', ['make'], many('go test ./...'));

  passes('make', ['make plan', 'make quiet', 'make tidy', 'make -C infra fmt'], files);
  silent(
    'make',
    [
      'make test',
      'make build',
      'make lint ARGS="--fix"',
      'make -n deploy',
      'make --dry-run all',
      'make -q deploy',
      'make docker',
      'make pid',
      'make nothing',
      'make loop',
      'make -C nowhere test',
      'make --version',
      'make -f ops.mk x',
      'make main.o',
      'make -j build test',
    ],
    files,
  );
});

describe('npm and its like', () => {
  const files = world({
    'package.json': JSON.stringify({
      scripts: {
        pretest: 'npm run reset',
        test: 'vitest run',
        reset: 'kubectl delete namespace test',
        unit: 'vitest run --project unit',
        build: 'tsc -b && vite build',
        postbuild: 'echo "terraform apply"',
        deploy: 'npm run build && cdk deploy --require-approval never',
        plan: 'terraform plan',
        start: 'node server.js',
        tf: 'terraform',
        loop: 'npm run loop',
        ship: 'npm run build -- --prod && npm run deploy',
        lint: 'eslint .',
        'deploy:docs': 'gh-pages -d dist',
        both: 'run-s lint deploy',
        fine: 'run-p lint build',
        many: 'concurrently "npm:lint" "npm:deploy"',
        watch: 'concurrently "npm:start" "npm run lint"',
        workspace: 'npm run apply -w api',
      },
    }),
    'packages/api/package.json': JSON.stringify({ scripts: { apply: 'terraform apply', test: 'jest' } }),
    'safe/package.json': JSON.stringify({ scripts: { test: 'vitest', deploy: 'echo nothing', prepare: 'husky' } }),
    'evil/package.json': JSON.stringify({ scripts: { postinstall: 'aws s3 rb s3://x --force' } }),
    'broken/package.json': '{',
  });
  isIn(files, 'npm test', 'destroy kubectl delete namespace test');
  held(
    'npm',
    [
      'npm test',
      'npm t',
      'npm run test',
      'npm run deploy',
      'npm run-script deploy',
      'npm run deploy --silent',
      'npm --silent run deploy',
      'pnpm run deploy',
      'yarn deploy',
      'yarn run deploy',
      'bun run deploy',
      'bun run test',
      'npm run ship',
      'npm run both',
      'npm run many',
      'npx run-s lint deploy',
      'npm run tf -- apply -auto-approve',
      'npm run tf -- destroy',
      'yarn tf destroy',
      'npm run apply -w api',
      'npm run apply --workspace=packages/api',
      'npm run workspace',
      'pnpm --filter api run apply',
      'yarn workspace api apply',
      'npm --prefix packages/api run apply',
      'yarn --cwd packages/api apply',
      'cd src && npm run deploy',
      'cd evil && npm install',
      'npm --prefix evil ci',
      'cd broken && npm run deploy',
      'turbo run deploy',
      'npm run destroy-all',
    ],
    files,
  );
  passes('npm', ['npm run plan', 'npm run tf -- plan', 'yarn tf plan'], files);
  silent(
    'npm',
    [
      'npm run unit',
      'npm run build',
      'npm start',
      'npm run loop',
      'npm run fine',
      'npm run watch',
      'npm run nothing',
      'npm install',
      'npm ci',
      'npm i left-pad',
      'cd evil && npm install --ignore-scripts',
      'cd safe && npm test',
      'cd safe && npm run deploy',
      'cd safe && npm install',
      'npm test -w api',
      'yarn',
      'yarn build',
      'yarn add left-pad',
      'pnpm install',
      'pnpm lint',
      'bun test',
      'bun run build',
      'npm ls deploy',
      'turbo run build',
      'turbo build lint',
      'npm run',
      'yarn tsc --noEmit',
    ],
    files,
  );
  held('no package.json', ['npm run deploy', 'yarn run deploy:prod', 'pnpm run infra:apply', 'npm run db:drop']);
  silent('no package.json', [
    'npm test',
    'npm run build',
    'yarn',
    'pnpm lint',
    'npm run test:prod',
    'npm run deploy:dry-run',
  ]);
});

describe('just', () => {
  const files = world({
    justfile: `set shell := ["bash", "-c"]
env := "staging"
bin := "terra" + "form"
alias d := deploy

default: test

test:
    go test ./...

deploy target=env: test (apply target)
    echo "deployed {{target}}"

apply where:
    @terraform -chdir=infra/{{where}} apply

plan:
    {{bin}} plan

gone:
    {{bin}} destroy

script:
    #!/usr/bin/env bash
    set -e
    kubectl delete ns x

py:
    #!/usr/bin/env python3
    print("hello")

run +args:
    cargo run {{args}}
`,
  });
  held(
    'just',
    ['just deploy', 'just d', 'just deploy prod', 'just test deploy', 'just gone', 'just script', 'just nuke'],
    files,
  );
  passes('just', ['just plan'], files);
  silent(
    'just',
    ['just', 'just test', 'just --list', 'just -n deploy', 'just py', 'just run deploy fast', 'just nothing'],
    files,
  );
  held('no justfile', ['just deploy', 'just destroy prod']);
  silent('no justfile', ['just', 'just test', 'just build']);
});

describe('task', () => {
  const files = world({
    'Taskfile.yml': `version: '3'
vars:
  DIR: infra
  CHART: 'charts/api'
tasks:
  default:
    cmds: [go build ./..., 'go test ./...']
  test: go test ./...
  build:
    desc: terraform destroy
    cmds:
      - go build -o app .
      - cmd: echo "kubectl delete ns x"
        silent: true
  apply:
    dir: '{{.DIR}}'
    deps: [build]
    cmds:
      - terraform apply -auto-approve
  release:
    deps:
      - task: build
    cmds:
      - task: build
      - task: apply
  block:
    cmds:
      - |
        set -e
        helm uninstall {{.CHART}}
  plan:
    cmds:
      - terraform -chdir={{.DIR}} plan
  dynamic:
    vars:
      X: { sh: kubectl delete pod y }
    cmds:
      - echo {{.X}}
  later:
    cmds:
      - defer: pulumi destroy
      - go test ./...
`,
  });
  held(
    'task',
    [
      'task apply',
      'task release',
      'task block',
      'task dynamic',
      'task later',
      'task build apply',
      'task infra:destroy',
    ],
    files,
  );
  passes('task', ['task plan'], files);
  silent('task', ['task', 'task test', 'task build', 'task --list', 'task -n apply', 'task nothing'], files);
  held('no Taskfile', ['task deploy', 'go-task apply']);
  silent('no Taskfile', ['task', 'task build']);
});

describe('smaller ones', () => {
  const files = world({
    Procfile: 'web: bin/rails server\nrelease: terraform apply\n',
    Rakefile: `require 'rake'
desc 'Run tests'
task :test do
  sh "bundle exec rspec"
end

task default: [:test]

namespace :infra do
  task :up => :test do
    sh "terraform apply"
  end
  task :show do
    sh 'terraform plan'
  end
end

task ship: ['infra:up']
`,
    'composer.json': JSON.stringify({
      scripts: {
        test: 'phpunit',
        up: ['@test', 'kubectl apply -f k8s'],
        'post-install-cmd': 'echo done',
        check: ['@test'],
      },
    }),
    'pyproject.toml':
      '[tool.poe.tasks]\nup = "terraform apply"\ntest = "pytest"\n\n[tool.pdm.scripts]\nship = {shell = "kubectl apply -f x"}\nlint = "ruff check"\n',
    'mise.toml': '[tasks.up]\nrun = "terraform apply"\n[tasks.test]\nrun = ["go vet", "go test ./..."]\n',
    'deno.json': '{ // tasks\n "tasks": { "up": "terraform apply", "dev": "deno run main.ts", } }',
    'apps/shop/project.json': JSON.stringify({
      targets: {
        up: { executor: 'nx:run-commands', options: { commands: ['terraform apply'] } },
        build: { command: 'vite build' },
      },
    }),
  });
  held(
    'others',
    [
      'foreman start',
      'foreman start release',
      'rake infra:up',
      'rake ship',
      'bundle exec rake ship',
      'composer up',
      'composer run-script up',
      'poe up',
      'pdm run ship',
      'mise run up',
      'deno task up',
      'nx up shop',
      'nx run shop:up',
      'npx nx run shop:up',
      'nx run-many -t deploy',
      './gradlew deploy',
      'gradle :app:publish',
      'mvn deploy',
      'mvn clean deploy -DskipTests',
      'invoke deploy',
      'fab deploy',
      'cap production deploy',
      'mage deploy',
    ],
    files,
  );
  passes('others', ['rake infra:show'], files);
  silent(
    'others',
    [
      'foreman start web',
      'rake',
      'rake test',
      'rake -T',
      'composer test',
      'composer check',
      'composer install',
      'poe test',
      'pdm run lint',
      'mise run test',
      'deno task dev',
      'nx build shop',
      'nx migrate latest',
      'nx reset',
      'rush purge',
      'turbo run deploy --dry',
      'nx run-many -t build test',
      './gradlew build',
      'gradle publishToMavenLocal',
      'mvn test',
      'mvn clean install',
      'invoke test',
      'gulp build',
    ],
    files,
  );
});

describe('what is computed', () => {
  const calm = 'NODE = $(shell which node)\nBIN := $(dir $(NODE))\nbuild:\n\t$(NODE) build.js\n\t$(BIN)eslint .\n';
  silent('where nothing speaks of infrastructure', ['make build'], world({ Makefile: calm }));
  held('where something does', ['make build'], world({ Makefile: `${calm}plan:\n\tterraform plan\n` }));
  held('when the call brings it', ['make build NODE="$(pick)"'], world({ Makefile: calm }));
  silent('a program that runs twice', ['npm run twice', 'node x.mjs; node x.mjs', 'node .', 'npm run self'], {
    files: {
      '/projects/app/package.json': JSON.stringify({
        scripts: { twice: 'node x.mjs && node x.mjs', self: '$npm_execpath run twice' },
      }),
      '/projects/app/x.mjs': 'console.log(1)\n',
    },
  });
});

describe('nothing changes for', () => {
  is('make terraform-docs');
  is('npm run format:terraform');
});
