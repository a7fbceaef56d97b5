/** Public keys for rosters, as real programs spell them: `ssh-keygen` 9.2 its lines, Node the others. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export const sshLines = {
  ed25519: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJQz02VsRj4MrKFAK7iE2CogCUhaeovIbWpOfokjRnZB ada@example.com',
  p256: 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBP0yYCrzXicEPCQ/EVOFLmznuE0oedRFgTO1uvT+CLnn5zGGMyoE9jobqWI8lixnj7CzBGJWDY2bzMT4HGq4cmg= ada@example.com',
  p384: 'ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBL2TvSgJJdr2gtVoG8S8mPI8SH0RA+xbdWxTXqGv3X3GvkqgmQ7ixTSrEWIV3TLgYakmAiX81Co0e8XDNQKC9GmoS4ckbSE6oluG6DZgEGuRfvYWwUVZ9PicJK4X6M5qGA== ada@example.com',
  rsa2048:
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCgtP0ix4UoGLOcdfu1oZnEtbrMtsM/m+vPfLLGOj87PdIl5heQCC13lELe6KaAM/yeqQvVYmKApXhmd2E0zJwV0DC1C8ya5tWMk90xmSslndyIFkJJrgEPcHMHpjbJQ35YQe2eGIew4cICw4betpC1Kv03Gyt+5wynijx4KN5+DGv8l7Dye9rtr69SGDf/3i5+ShPjT2dewMfJVYUrPiWHEVCxZ7npao4Z3euG3caGUxGIysGX4TovxUlPP19Hpe4P6YIdnJwYBuLY6rhXvD+lMqBnfrgMT3aEAm3DS70fArQIRyIx4FnojPIhmKYzW+8dclwu/nElPBEVNQ2tWzCn ada@example.com',
  rsa1024:
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDVbnj5G6xnhUEVQ94X6xpWzdyByOqv0VxbyS75lCpYC3iDnJD7FnIat6wR0caMjMEEOJIhbMX7beCPJEOWUHZpB0TJEu69q/H5fBc0h0OOJd+dk+HlIWjMl2py7yZ1kIv14S+AMISWgVpOUA+UQ7xwnC3aT3ff7gXkpWxSv+xgWQ== ada@example.com',
} as const;

export const spkiOf = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64url');

/** A fresh Ed25519 key. */
export const freshSpki = (): string => spkiOf(generateKeyPairSync('ed25519').publicKey);

/** What follows each other in an SSH key, each with its length. */
export const sshBlob = (...parts: readonly (string | Uint8Array)[]): string =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  ).toString('base64');

/** A security key's line, as `ssh-keygen -t ed25519-sk` writes it. */
export const securityKeyLine = (point: Uint8Array = Buffer.alloc(32, 7), application = 'ssh:'): string =>
  `sk-ssh-ed25519@openssh.com ${sshBlob('sk-ssh-ed25519@openssh.com', point, application)} ada@example.com`;
