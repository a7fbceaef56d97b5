/** A gate's policies in tests: files in folders of the test's own, accepted by the test's own key. */
import { join } from 'node:path';
import { openAcceptedPolicies } from '../../src/gate/acceptedPolicies.ts';
import { createPolicies, type Policies } from '../../src/gate/policies.ts';
import type { Signer } from '../../src/gate/signer.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { boundedReader } from '../../src/platform/readFile.ts';
import type { KeyPair } from '../../src/platform/signing.ts';

/** `organisation`: where the machine's policy would lie. */
export const organisationFile = (root: string): string => join(root, '..', 'organisation.yaml');

/** Where the person's own would lie; elsewhere than in the project, whose folder of Holdpoint is the same here. */
export const personFile = (root: string): string => join(root, '..', 'person.yaml');

export const testPolicies = (
  root: string,
  home: string,
  clock: Clock,
  signer: Signer,
  { id, publicKey }: KeyPair,
  folders: () => readonly string[],
): Policies =>
  createPolicies({
    places: { organisation: organisationFile(root), person: personFile(root) },
    home,
    clock,
    reader: boundedReader,
    realPath: (path) => path,
    accepted: openAcceptedPolicies(
      join(root, 'policies'),
      () => [{ id, publicKey, addedAt: '', editor: 'test' }],
      signer.signPolicy,
    ),
    folders,
  });
