/** Wrappers that run something on another machine, in a container or in another terminal. */
import { hole, joinWords, partOf, shapeOf, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { inside, type Peel, type Peeled, stopping } from './peeled.ts';

const sshValues = '-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w';

// https://man.openbsd.org/ssh
export const ssh: Peel = ({ program, args, stdin }) => {
  const { options, words } = stopping(args, sshValues);
  // `-o ProxyCommand=…` and its like run here, not there.
  const local = options.flatMap(({ name, value }): Peeled[] =>
    name === '-o' &&
    value !== undefined &&
    /^(?:ProxyCommand|LocalCommand|KnownHostsCommand)[=\s]/i.test(shapeOf(value))
      ? [{ kind: 'text', as: 'ssh -o', text: partOf(value, shapeOf(value).search(/[=\s]/) + 1) }]
      : [],
  );
  const [host, ...behind] = words;
  const command = behind[0]?.value === '--' ? behind.slice(1) : behind;
  if (host === undefined) return local;
  // A session that is given its lines: `ssh web1 <<EOF`.
  if (command.length === 0)
    return stdin?.known === true
      ? [...local, { kind: 'text', as: program, text: stdin, remote: `on ${host.value}` }]
      : local;
  return [...local, { kind: 'text', as: 'ssh', text: joinWords(command), remote: `on ${host.value}` }];
};

/** The same line on many machines. https://linux.die.net/man/1/pssh · https://linux.die.net/man/1/pdsh */
export const manySsh: Peel = ({ program, args }) => {
  const { words } = stopping(
    args,
    '-h -H -l -p -o -e -t -O -x -w -g -u -f -R -M -b -S --hosts --host --user --par --outdir --errdir --timeout --options',
  );
  return words.length === 0 ? [] : [{ kind: 'text', as: program, text: joinWords(words), remote: 'on many machines' }];
};

export const gcloudSsh: Peel = ({ args }) => {
  const { options, words, before } = readOptions(args, {
    values: names('--command --zone --project --ssh-flag --ssh-key-file --worker --strict-host-key-checking'),
    clusters: true,
  });
  if (
    !/^(?:alpha |beta )?compute (?:tpus (?:tpu-vm|queued-resources) )?ssh /.test(
      words.map(({ value }) => `${value} `).join(''),
    )
  )
    return [];
  const place = { as: 'gcloud compute ssh', remote: `on ${words[before - 1]?.value}` };
  const text = options.findLast(({ name }) => name === '--command')?.value;
  if (text !== undefined) return [{ kind: 'text', ...place, text }];
  // Behind the dashes stand options of ssh, and what it runs.
  const command = stopping(words.slice(before), sshValues).words;
  return command.length === 0 ? [] : [{ kind: 'text', ...place, text: joinWords(command) }];
};

/** https://goteleport.com/docs/reference/cli/tsh/ */
export const tshSsh: Peel = (run) => {
  const [verb, ...rest] = stopping(run.args, '--proxy --user --login -l --cluster --ttl -i --identity -J').words;
  return verb?.value === 'ssh' ? ssh({ ...run, args: rest }) : [];
};

const kubectlGlobals =
  '-n --namespace --context --cluster --user --kubeconfig -s --server --token --as --as-group --as-uid --request-timeout -c --container --pod-running-timeout -f --filename';

/** `kubectl exec POD -- COMMAND`; without the dashes the first word is the pod. `oc rsh POD COMMAND`. */
export const kubectlExec: Peel = ({ args }) => {
  const options = readOptions(args, { values: names(kubectlGlobals), clusters: true });
  const [verb, pod, first] = options.words;
  if (verb === undefined || !/^(?:exec|debug|run|rsh)$/.test(verb.value)) return [];
  const name = options.before > 1 ? pod?.value : undefined;
  const found = (words: readonly Word[]): readonly Peeled[] =>
    words.length === 0 ? [] : [{ kind: 'argv', as: `kubectl ${verb.value}`, words, remote: `in pod ${name ?? '?'}` }];
  if (options.before < options.words.length) return found(options.words.slice(options.before));
  // Nothing says whose options stand behind the command's name.
  return first !== undefined && /^(?:exec|rsh)$/.test(verb.value) ? found(args.slice(args.indexOf(first))) : [];
};

/**
 * A cluster's own kubectl and Helm: `k3s kubectl get pods`, `minikube -p dev kubectl -- get pods`, `microk8s.helm3 list`,
 * `vcluster connect dev -- helm list`.
 */
export const carried: Peel = ({ program, name, args }) => {
  const as = program;
  const [, dotted] = /\.(kubectl|helm3?)$/.exec(program) ?? [];
  if (dotted !== undefined) return [{ kind: 'argv', as, words: [{ ...name, value: dotted }, ...args] }];
  const at = args.findIndex(({ value, known }) => known && /^(?:kubectl|kc|helm3?|connect)$/.test(value));
  const [inner, ...rest] = at < 0 ? [] : args.slice(at);
  if (inner === undefined || args.slice(0, at).some(({ value }) => /^(?:ssh|exec|ctr|crictl)$/.test(value))) return [];
  if (inner.value === 'connect') {
    const command = rest.slice(rest.findIndex(({ value }) => value === '--') + 1);
    return program !== 'vcluster' || command.length === rest.length ? [] : [{ kind: 'argv', as, words: command }];
  }
  const words = rest[0]?.value === '--' ? rest.slice(1) : rest;
  return [{ kind: 'argv', as, words: [{ ...inner, value: inner.value === 'kc' ? 'kubectl' : inner.value }, ...words] }];
};

/** Options of `docker run`, `create` and `exec` that take a value. */
export const dockerRunValues =
  '-a -c -e -h -l -m -p -u -v -w --add-host --annotation --attach --blkio-weight --cap-add --cap-drop --cgroup-parent --cgroupns --cidfile --cpu-period --cpu-quota --cpu-shares --cpus --cpuset-cpus --device --dns --dns-search --domainname --entrypoint --env --env-file --expose --gpus --group-add --health-cmd --hostname --ip --ipc --isolation --label --label-file --link --log-driver --log-opt --memory --memory-swap --mount --name --network --net --network-alias --pid --pids-limit --platform --publish --pull --restart --runtime --security-opt --shm-size --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit --user --userns --volume --volumes-from --workdir --detach-keys --index --project-directory';

/** The program that an image is named after, whatever its tag; nothing where its name is known only later. */
function imageProgram(image: Word): readonly Word[] {
  const name = shapeOf(image)
    .replace(/[:@][^/]*$/, '')
    .replace(/^.*\//, '')
    .replace(/^aws-cli$/, 'aws');
  return name.includes(hole)
    ? []
    : [{ value: name, known: true, ...(image.span === undefined ? {} : { span: image.span }) }];
}

/** A service whose command begins with a program of its own. */
const carries = (word: Word | undefined): boolean =>
  /^(?:terraform|tofu|terragrunt|kubectl|helm|aws|gcloud|az|pulumi|ansible[\w-]*|psql|mysql|redis-cli|(?:ba|z)?sh)$/.test(
    word?.value ?? '',
  );

/** Containers of the local engine: what they run is read, but they are not another machine. */
export const docker: Peel = ({ program, args }) => {
  const outer = stopping(
    args,
    '-H -c -l -f -p --host --context --log-level --config --file --project-name --profile --env-file --project-directory',
  );
  const [verb, ...rest] = outer.words;
  const nested = /^(?:compose|container)$/.test(verb?.value ?? '')
    ? stopping(rest, '-f -p --file --project-name --profile --env-file --project-directory').words
    : outer.words;
  const [action, ...tail] = nested;
  if (action === undefined || !/^(?:exec|run)$/.test(action.value)) return [];
  const options = stopping(tail, dockerRunValues);
  const command = options.words.slice(1);
  const entry = lastOption(options, '--entrypoint')?.value;
  const words = entry === undefined ? command : [entry, ...command];
  const [image] = options.words;
  // An image named after its program runs it: `docker run hashicorp/terraform destroy`.
  const named =
    image === undefined || entry !== undefined || (verb?.value === 'compose' && carries(command[0]))
      ? []
      : (imageProgram(image).map((named) => [named, ...command])[0] ?? []);
  const as = `${program} ${action.value}`;
  return [words, action.value === 'run' ? named : []].flatMap((argv): Peeled[] =>
    argv.length === 0 ? [] : [{ kind: 'argv', as, words: argv }],
  );
};

const keyName = /^(?:Enter|C-[a-z]|M-[a-z]|Space|Tab|Escape|Up|Down|Left|Right|BSpace|KPEnter)$/;

const deferring = /^(?:if-shell|if|confirm-before|confirm|set-hook|bind-key|bind)$/;
const shellLine =
  /\b(?:run-shell|run|if-shell|new-window|neww|split-window|splitw|display-popup|popup|send-keys)\s+(?:-\w+\s+)*["']?([^"']+)/g;

/** Text typed into a running terminal. */
export const tmux: Peel = ({ program, args }) => {
  const [verb, ...rest] = stopping(args, '-L -S -f -c').words;
  if (verb === undefined) return [];
  const { words } = stopping(rest, '-t -s -n -c -F -x -y -e -N -l -p');
  const typed = words.filter(({ value }) => !keyName.test(value));
  if (
    typed.length === 0 ||
    !/^(?:send-keys|send|new|new-session|new-window|neww|split-window|splitw|run-shell|run|respawn-pane|if-shell|if|pipe-pane|respawn-window|display-popup|popup|confirm-before|confirm|set-hook|bind-key|bind|set-buffer|setb)$/.test(
      verb.value,
    )
  )
    return [];
  const as = `${program} ${verb.value}`;
  const text = joinWords(typed);
  if (!deferring.test(verb.value)) return [{ kind: 'text', as, text }];
  // Commands of tmux, with a line for a shell in some of them.
  return [...shapeOf(text).matchAll(shellLine)].map(
    ([, line = '']): Peeled => ({
      kind: 'text',
      as,
      text: { ...text, value: line, ...(text.known ? {} : { shape: line }) },
    }),
  );
};

export const screen: Peel = ({ args }) => {
  const options = readOptions(args, { values: names('-S -c -e -h -p -s -t -T -X'), clusters: true, stops: true });
  const command = lastOption(options, '-X')?.value?.value;
  if (command === 'stuff' || command === 'exec')
    return options.words.length === 0 ? [] : [{ kind: 'text', as: 'screen', text: joinWords(options.words) }];
  return inside('screen', options, {});
};
