/**
 * SSH keys, by OpenSSH's own programs: a private key is read by `ssh-keygen` or kept by its agent, and never read here.
 * What is signed goes to its standard input, so that it can ask for a passphrase or a touch on the terminal itself.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Problem, problem } from '../base/problem.ts';
import type { Bytes } from '../core/cosign/bytes.ts';
import { readSshKey } from '../core/cosign/publicKey.ts';
import { keyIdOf } from '../core/cosign/signature.ts';
import { approvalNamespace, sshsigOfArmor } from '../core/cosign/sshsig.ts';
import { findProgram } from '../platform/findProgram.ts';
import { run } from '../platform/run.ts';
import { systemReason } from '../setup/problems.ts';
import type { Io } from './io.ts';
import { unreadableFile } from './problems.ts';

/** An SSH key that can sign. */
export interface SshKey {
  /** Its public half, as one line. */
  readonly line: string;
  /** `SHA256:…` */
  readonly id: string;
  /** Absolute; missing where only an agent has it. */
  readonly file?: string;
}

const noKey = (what: string): Problem =>
  problem('no-key', what, 'Nothing was signed.', 'Name the .pub file of a key, or one that `ssh-add -l` tells.');

/** `SHA256:…` of a line that `readSshKey` reads. */
const idOf = (line: string): Promise<string> =>
  keyIdOf(crypto.subtle, {
    kind: 'ssh',
    publicKey: line,
    added: '',
    expires: '',
    proof: { payloadType: '', payload: '', signatures: [] },
  });

/**
 * The key that a word names: a public key's file, with or without its `.pub`, or the fingerprint or comment of one that
 * the SSH agent has. @throws {Problem} where there is none
 */
export async function sshKeyNamed(word: string, io: Pick<Io, 'cwd' | 'env'>): Promise<SshKey> {
  if (word.startsWith('SHA256:')) return agentKeyNamed(word, io);
  const file = resolve(io.cwd, word.endsWith('.pub') ? word : `${word}.pub`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // A comment such as ada@example.com, which is no file.
    const held = await agentKeys(io);
    const found = held.find(({ line }) => line.split(' ').slice(2).join(' ') === word);
    if (found !== undefined) return found;
    throw unreadableFile(file, systemReason(error));
  }
  const line = text.trim();
  if (readSshKey(line) === undefined)
    throw noKey(
      `${file} is no public key that counts: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa of 2048 bits and more, or one in a security key.`,
    );
  return { line, id: await idOf(line), file };
}

/** Every key the SSH agent has and that counts. */
export async function agentKeys({ cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<readonly SshKey[]> {
  const program = env.SSH_AUTH_SOCK === undefined ? undefined : findProgram('ssh-add', cwd, env);
  if (program === undefined) return [];
  const { stdout } = await run(program, ['-L'], { cwd, env, timeout: 10_000 });
  const lines = stdout.split('\n').filter((line) => readSshKey(line) !== undefined);
  return Promise.all(lines.map(async (line) => ({ line, id: await idOf(line) })));
}

async function agentKeyNamed(id: string, io: Pick<Io, 'cwd' | 'env'>): Promise<SshKey> {
  const found = (await agentKeys(io)).find((key) => key.id === id);
  if (found !== undefined) return found;
  throw noKey(`The SSH agent has no key ${id}.`);
}

/** Whether `ssh-keygen` opens the private key without asking anybody. */
export async function opensUnasked({ file }: SshKey, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<boolean> {
  if (file === undefined) return false;
  const { code } = await run(keygen(cwd, env), ['-y', '-P', '', '-f', file.slice(0, -'.pub'.length)], {
    cwd,
    env,
    timeout: 10_000,
  });
  return code === 0;
}

function keygen(cwd: string, env: Io['env']): string {
  const program = findProgram('ssh-keygen', cwd, env);
  if (program !== undefined) return program;
  throw problem(
    'no-ssh-keygen',
    'There is no program ssh-keygen.',
    'Nothing was signed.',
    'Install OpenSSH (8.2 or newer), then try again.',
  );
}

/** The bytes of the SSHSIG that this key makes over `message`. @throws {Problem} where none was made */
export async function signBySsh({ line, file }: SshKey, message: Bytes, io: Pick<Io, 'cwd' | 'env' | 'error'>) {
  const program = keygen(io.cwd, io.env);
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-sign-'));
  try {
    const held = join(folder, 'key.pub');
    if (file === undefined) writeFileSync(held, `${line}\n`, { mode: 0o600 });
    const { code, out, said } = await ask(program, file ?? held, message, io);
    const signature = code === 0 ? sshsigOfArmor(out) : undefined;
    if (signature !== undefined) return signature;
    const why = said.trim().split('\n').at(-1) ?? '';
    throw problem(
      'not-signed',
      `ssh-keygen made no signature${why === '' ? '' : `: ${why}`}.`,
      'Nothing was signed.',
      'Look at what it says, and try again.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** In this process's group and terminal, where it asks for passphrases and touches. */
function ask(program: string, file: string, message: Bytes, io: Pick<Io, 'cwd' | 'env' | 'error'>): Promise<Said> {
  return new Promise((done, fail) => {
    const child = spawn(program, ['-Y', 'sign', '-n', approvalNamespace, '-f', file], {
      cwd: io.cwd,
      env: io.env,
      stdio: 'pipe',
    });
    const text = { out: '', said: '' };
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text.out += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      text.said += more;
      // "Confirm user presence for key …" has to be seen while it waits.
      if (/Confirm|touch/i.test(more)) io.error(more);
    });
    child.stdin.on('error', () => {}).end(message);
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...text }));
  });
}
