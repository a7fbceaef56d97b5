import { hkdfSync, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { type Bytes, base64UrlOf, concat, utf8 } from '../../../src/core/cosign/bytes.ts';
import { type Deflate, mostOpened, padding, seal, sealKeys, unseal } from '../../../src/core/cosign/seal.ts';
import { subtle } from '../../support/cosignPeople.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const iv = () => Uint8Array.from(randomBytes(12));
const deflate: Deflate = {
  compress: async (bytes) => Uint8Array.from(deflateRawSync(bytes)),
  expand: async (bytes, most) => Uint8Array.from(inflateRawSync(bytes, { maxOutputLength: most })),
};
const content = utf8('{"what":"terraform destroy"}'.repeat(40));
const expectNone = (opened: Promise<Bytes>) => expect(opened).rejects.toThrow(ShapeError);

test('everything comes from the key, as RFC 5869 has it', async () => {
  const derived = (purpose: string, length: number) =>
    base64UrlOf(new Uint8Array(hkdfSync('sha256', key, '', `holdpoint/${purpose}/v1`, length)));
  const keys = await sealKeys(subtle, key);
  expect(keys.rid).toBe(derived('id', 16));
  expect(keys.postToken).toBe(derived('post', 32));
  expect(keys).toMatchObject({ rid: 'a6-zeGy0_IVjAvuL1WEZdA' });
});

test('a key of another length is none', async () => {
  await expect(sealKeys(subtle, key.slice(1))).rejects.toThrow(ShapeError);
});

describe('what was sealed', () => {
  for (const kind of ['request', 'reply'] as const)
    for (const [name, packer] of [
      ['as it is', undefined],
      ['compressed', deflate],
    ] as const)
      for (const multiple of Object.values(padding))
        test(`${kind}, ${name}, to a multiple of ${multiple}`, async () => {
          const keys = await sealKeys(subtle, key);
          const options = { iv: iv(), multiple, ...(packer === undefined ? {} : { deflate: packer }) };
          const sealed = await seal(subtle, keys, kind, content, options);
          expect(sealed.length % multiple).toBe(0);
          expect(await unseal(subtle, keys, kind, sealed, packer)).toEqual(content);
        });

  test('has a length that says little', async () => {
    const keys = await sealKeys(subtle, key);
    const of = async (length: number) =>
      (await seal(subtle, keys, 'reply', new Uint8Array(length), { iv: iv(), multiple: padding.carried })).length;
    expect([await of(0), await of(1), await of(4_000), await of(4_062), await of(4_063)]).toEqual([
      4_096, 4_096, 4_096, 4_096, 8_192,
    ]);
  });

  test('a large request', async () => {
    const keys = await sealKeys(subtle, key);
    const large = Uint8Array.from(randomBytes(200_000));
    const sealed = await seal(subtle, keys, 'request', large, { iv: iv(), multiple: padding.carried });
    expect(await unseal(subtle, keys, 'request', sealed)).toEqual(large);
  });
});

describe('what is not opened', () => {
  const sealed = async (kind: 'request' | 'reply' = 'request') => {
    const keys = await sealKeys(subtle, key);
    return { keys, bytes: await seal(subtle, keys, kind, content, { iv: iv(), multiple: 64 }) };
  };
  test('another request in its place: the id comes from the key', async () => {
    const { bytes } = await sealed();
    await expectNone(
      unseal(
        subtle,
        await sealKeys(
          subtle,
          key.map((byte) => byte ^ 1),
        ),
        'request',
        bytes,
      ),
    );
  });
  test('an answer as a request', async () => {
    const { keys, bytes } = await sealed('reply');
    await expectNone(unseal(subtle, keys, 'request', bytes));
  });
  test('under another id', async () => {
    const { keys, bytes } = await sealed();
    await expectNone(unseal(subtle, { ...keys, rid: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'request', bytes));
  });
  test('another version', async () => {
    const { keys, bytes } = await sealed();
    bytes[0] = 2;
    await expectNone(unseal(subtle, keys, 'request', bytes));
  });
  test('any byte changed, cut or added', async () => {
    const { keys, bytes } = await sealed();
    for (let place = 0; place < bytes.length; place += 11) {
      const changed = bytes.slice();
      changed[place] = (changed[place] ?? 0) ^ 1;
      await expectNone(unseal(subtle, keys, 'request', changed));
      await expectNone(unseal(subtle, keys, 'request', bytes.slice(0, place)));
    }
    await expectNone(unseal(subtle, keys, 'request', concat(bytes, Uint8Array.of(0))));
  });
  test('compressed, where nobody can expand it', async () => {
    const keys = await sealKeys(subtle, key);
    const bytes = await seal(subtle, keys, 'request', content, { iv: iv(), multiple: 64, deflate });
    await expectNone(unseal(subtle, keys, 'request', bytes));
  });
  test('what swells', async () => {
    const keys = await sealKeys(subtle, key);
    const bomb = new Uint8Array(mostOpened.reply + 1);
    const bytes = await seal(subtle, keys, 'reply', bomb, { iv: iv(), multiple: 64, deflate });
    expect(bytes.length).toBeLessThan(1_000);
    await expectNone(unseal(subtle, keys, 'reply', bytes, deflate));
    const careless: Deflate = { ...deflate, expand: async () => bomb };
    await expectNone(unseal(subtle, keys, 'reply', bytes, careless));
  });
  test('what whoever has the link has sealed otherwise than we do', async () => {
    const keys = await sealKeys(subtle, key);
    const made = async (...plain: readonly number[]) => {
      const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: utf8(`v1|${keys.rid}`) };
      const cipher = await subtle.encrypt(algorithm, keys.request, Uint8Array.from(plain));
      return concat(Uint8Array.of(1), new Uint8Array(12), new Uint8Array(cipher));
    };
    const opened = async (...plain: readonly number[]) =>
      unseal(subtle, keys, 'request', await made(...plain), deflate);
    expect(await opened(0, 0, 0, 0, 1, 7, 0, 0)).toEqual(Uint8Array.of(7));
    await expectNone(opened());
    await expectNone(opened(0, 0));
    await expectNone(opened(0, 0, 0, 0, 2, 7));
    await expectNone(opened(0, 255, 255, 255, 255, 7));
    await expectNone(opened(0, 0, 0, 0, 1, 7, 0, 1));
    await expectNone(opened(2, 0, 0, 0, 1, 7));
    await expectNone(opened(1, 0, 0, 0, 1, 255));
  });
  test('chance of another length', async () => {
    const keys = await sealKeys(subtle, key);
    for (const length of [0, 11, 13, 16]) {
      const options = { iv: new Uint8Array(length), multiple: 64 };
      await expect(seal(subtle, keys, 'reply', content, options)).rejects.toThrow(ShapeError);
    }
  });
  test('nothing, and anything', async () => {
    const keys = await sealKeys(subtle, key);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expectNone(unseal(subtle, keys, 'request', Uint8Array.from(bytes), deflate));
      }),
      { numRuns: 200 },
    );
  });
});
