/**
 * Tools that move images between registries. https://github.com/containers/skopeo/blob/main/docs/skopeo.1.md ·
 * https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane.md · https://regclient.org/cli/ ·
 * https://oras.land/docs/commands/use_oras_cli · https://github.com/containers/buildah/tree/main/docs · https://github.com/sigstore/cosign ·
 * https://ko.build/reference/ko/ · https://buildpacks.io/docs/for-platform-operators/how-to/integrate-ci/pack/cli/pack/
 *
 * Handles `skopeo copy docker://a docker://b`, `skopeo delete docker://a`, `crane push x.tar a`, `crane delete a`,
 * `regctl tag rm a:b`, `oras push a:b f`, `buildah push a docker://b`, `cosign sign a`, `ko build ./cmd`, `pack build a --publish`.
 *
 * The line: what arrives in a registry, or leaves it for good, is held. What is copied to a folder, a file or the local
 * engine passes, and looking is a read.
 */
import { shapeOf, type Word } from '../shell/invocation.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const sends = 'Others get what lies in the registry.';

/** `docker://` and nothing of this machine in front of the name. */
const isRegistry = (word: Word | undefined): boolean =>
  word !== undefined &&
  !/^(?:dir|oci|oci-archive|docker-archive|docker-daemon|containers-storage|ocidir|tarball|sif):/.test(shapeOf(word));

/** The last word says where it goes. */
const destination =
  (commands: RegExp, alone: boolean) =>
  ({ operation, words }: Found): Verdict | undefined => {
    if (!commands.test(operation)) return undefined;
    const to = words.length > 1 || alone ? words.at(-1) : undefined;
    return isRegistry(to) ? { kind: 'change', note: sends } : { kind: 'local' };
  };

const skopeo = tabled({
  programs: ['skopeo'],
  commands: `
    read inspect, list-tags, manifest-digest, standalone-verify, experimental-image-proxy, help, completion
    local login, logout, generate-sigstore-key, standalone-sign
    change copy, sync
    destroy delete`,
  values:
    '-f --format --src-creds --dest-creds --creds --src-tls-verify --dest-tls-verify --authfile --src-authfile --dest-authfile --additional-tag --multi-arch --override-arch --override-os --override-variant --policy --registries.d --tmpdir --command-timeout -s --src -d --dest --sign-by --sign-by-sigstore --encryption-key --decryption-key --retry-times --digestfile --src-cert-dir --dest-cert-dir --dest-compress-format --image-parallel-copies --keep-going',
  switches: '--insecure-policy --debug',
  unless: (found) => {
    const to = found.options.options.findLast(({ name }) => name === '-d' || name === '--dest')?.value?.value;
    if (has(found.options, '--dry-run') && found.operation === 'sync') return { kind: 'read' };
    if (found.operation === 'sync' && to !== undefined)
      return to === 'dir' ? { kind: 'local' } : { kind: 'change', note: sends };
    return destination(/^copy$/, true)(found);
  },
});

const craneCommands = `
    read ls, catalog, config, digest, manifest, validate, version, blob, auth get, auth token, index list, help, completion
    local pull, export, auth login, auth logout, auth, registry, registry serve
    change push, copy|cp, tag, append, mutate, rebase, flatten, edit config, edit manifest, edit fs, index append, index filter, optimize
    destroy delete, gc`;
const craneValues =
  '--platform -t --tag -f --new_layer --oci-empty-base -b --base -o --output --repo -a -l -e -u -w --annotation --label --env --user --workdir --entrypoint --cmd --exposed-ports -m --manifest -j --jobs';
const crane = tabled({
  programs: [],
  aliases: ['crane', 'gcrane', 'krane'],
  commands: craneCommands,
  values: craneValues,
  switches: '--insecure --allow-nondistributable-artifacts',
});

const regctl = tabled({
  programs: ['regctl'],
  commands: `
    read repo ls, tag ls, image inspect, image manifest, image digest, image config, image check-base, image get-file, image ratelimit, manifest get, manifest head, manifest diff, blob get, blob head, blob diff-config, blob diff-layer, artifact list, artifact tree, artifact get, index list, registry whoami, registry config, version, digest, ref
    local image export, registry login, registry logout, registry set, config get, config set, completion
    change image copy|cp, image mod, image import, image create, manifest put, blob put, blob copy, artifact put, index create, index add, index delete, repo copy
    destroy image delete|rm, tag delete|rm|del, manifest delete|rm|del, blob delete|rm`,
  values: '--host -v --verbosity --user-agent --logopt --format -p --platform',
  unless: destination(/^image (?:copy|cp|create|import)$/, true),
});

const oras = tabled({
  programs: ['oras'],
  commands: `
    read discover, resolve, repo ls|list, repo tags|show-tags, manifest fetch, manifest fetch-config, blob fetch, version, help, completion
    local pull, login, logout, backup
    change push, attach, copy|cp, tag, manifest push, manifest index create, manifest index update, blob push, restore
    destroy manifest delete, blob delete`,
  values:
    '--artifact-type --config -a --annotation --annotation-file --platform -o --output -u --username -p --password --concurrency --registry-config --from-registry-config --to-registry-config --export-manifest --format --image-spec --media-type',
  unless: ({ options, operation }) =>
    (has(options, '--to-oci-layout') && /^(?:copy|cp)$/.test(operation)) ||
    (has(options, '--oci-layout') && !/^(?:copy|cp)$/.test(operation)) ||
    (options.options.some(({ name }) => name === '--oci-layout-path') && operation === 'push')
      ? { kind: 'local' }
      : undefined,
});

const buildah = tabled({
  programs: ['buildah'],
  commands: `
    read containers|ls|list|ps, images, info, inspect, version, manifest inspect, manifest exists, help
    local add, build|bud|build-using-dockerfile, commit, config, copy, cp, from, login, logout, manifest create, manifest add, manifest annotate, manifest remove, manifest rm, mkcw, mount, prune, pull, rename, rm|delete, rmi, run, source, tag, umount|unmount, unshare
    change push, manifest push, source push`,
  values:
    '--authfile --cert-dir --creds -f --format --digestfile --sign-by --root --runroot --storage-driver --storage-opt --log-level --registries-conf -t --tag --file --build-arg --iidfile',
  unless: (found) =>
    found.operation === 'commit'
      ? found.words.length > 1 && /^docker:\/\//.test(found.words.at(-1)?.value ?? '')
        ? { kind: 'change', note: sends }
        : undefined
      : destination(/push$/, true)(found),
});

const cosign = tabled({
  programs: ['cosign'],
  commands: `
    read verify, verify-attestation, verify-blob, verify-blob-attestation, tree, triangulate, download sbom|signature|attestation, public-key, manifest verify, version, env, help, completion
    local generate-key-pair, sign-blob, attest-blob, save, initialize, login, import-key-pair, generate, dockerfile verify
    change sign, attest, attach sbom|signature|attestation, upload blob|wasm, copy, load
    destroy clean`,
  values:
    '--key --cert --certificate --certificate-chain -a --annotations --predicate --type --registry-username --registry-password --identity-token --fulcio-url --rekor-url --output-signature --output-certificate --bundle --payload -f --files',
});

const ko = tabled({
  programs: [],
  aliases: ['ko'],
  commands: `
    read version, deps, help, completion
    local login, run local
    change build|publish, resolve, apply, create, run
    destroy delete`,
  values:
    '-f --filename --platform -t --tags --image-label --sbom --tarball -n --namespace --context --kubeconfig -l --selector -j --jobs',
  unless: ({ options, operation }) => {
    const push = options.options.findLast(({ name }) => name === '--push')?.value?.value;
    return /^(?:build|publish|resolve)$/.test(operation) && (has(options, '-L', '--local') || push === 'false')
      ? { kind: 'local' }
      : undefined;
  },
});

const pack = tabled({
  programs: [],
  aliases: ['pack'],
  commands: `
    read inspect, inspect-image, builder inspect, builder suggest, buildpack inspect, stack suggest, config, sbom download, version, report, help, completion
    local build, builder create, buildpack new, buildpack package, buildpack pull, extension, manifest create, manifest add, manifest annotate, manifest remove, manifest rm, manifest inspect
    change rebase, buildpack register, buildpack yank, manifest push`,
  values:
    '-B --builder -b --buildpack -e --env --env-file -p --path -t --tag --run-image -c --config --network --volume --cache -d --descriptor',
  unless: ({ options, operation }) =>
    has(options, '--publish')
      ? { kind: 'change', note: sends }
      : operation === 'rebase'
        ? { kind: 'local' }
        : undefined,
});

export const registries = [skopeo, crane, regctl, oras, buildah, cosign, ko, pack];
