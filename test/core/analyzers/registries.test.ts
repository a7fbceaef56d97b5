import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('registries', () => {
  is('skopeo copy docker://a/b:1 docker://c/d:1', 'change skopeo copy docker://a/b:1 docker://c/d:1');
  is('skopeo delete docker://a/b:1', 'destroy skopeo delete docker://a/b:1');
  is('crane delete a/b@sha256:1', 'destroy crane delete a/b@sha256:1');
});

held('registries', [
  'skopeo sync --src docker --dest docker a/b c',
  'skopeo --insecure-policy copy docker-archive:x.tar docker://a/b',
  'skopeo copy docker://a/b "$TO"',
  'skopeo frobnicate x',
  'crane push x.tar a/b',
  'crane copy a/b c/d',
  'crane tag a/b:1 latest',
  'crane append -f l.tar -t a/b',
  'crane mutate a/b --label x=y',
  'gcrane gc --dry-run=false a/b',
  'regctl image copy a/b c/d',
  'regctl tag rm a/b:1',
  'regctl manifest delete a/b@sha256:1',
  'oras push a/b:1 f.txt',
  'oras cp a/b:1 c/d:1',
  'oras manifest delete a/b:1',
  'buildah push a docker://r/a',
  'buildah push a',
  'buildah manifest push --all a docker://r/a',
  'buildah commit c docker://r/a',
  'cosign sign a/b',
  'cosign clean a/b',
  'ko build ./cmd/app',
  'ko apply -f config/',
  'pack build a/b --publish',
  'sudo skopeo delete docker://a/b',
]);

silent('registries', [
  'skopeo copy docker://a/b:1 dir:out',
  'skopeo copy docker://a/b:1 docker-daemon:b:1',
  'skopeo sync --src docker --dest dir a/b out',
  'skopeo login r',
  'crane pull a/b x.tar',
  'crane export a/b x.tar',
  'regctl image export a/b x.tar',
  'regctl image copy a/b ocidir://out',
  'oras pull a/b:1',
  'buildah bud -t a .',
  'buildah from alpine',
  'buildah push a docker-archive:x.tar',
  'buildah push a dir:out',
  'buildah rm --all',
  'cosign generate-key-pair',
  'ko build --local ./cmd/app',
  'ko build --push=false ./cmd/app',
  'pack build a/b --builder x',
  'echo "skopeo delete docker://a"',
]);

passes('registries', [
  'skopeo inspect docker://a/b',
  'skopeo list-tags docker://a/b',
  'crane ls a/b',
  'crane digest a/b:1',
  'regctl tag ls a/b',
  'oras discover a/b:1',
  'buildah images',
  'cosign verify a/b',
  'skopeo delete --help',
]);
