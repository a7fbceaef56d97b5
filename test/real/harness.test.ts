/** The harness of the tests with real tools: what it starts is its own, and ends. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signal } from '../support/editor/processes.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder } from '../support/real/server.ts';

const listener = (port: number) => ({
  program: process.execPath,
  args: ['-e', `require('net').createServer().listen(${port}, '127.0.0.1')`],
  listens: { port },
});

describeReal('a server of the tests', ['git'], ({ path }) => {
  test('runs a tool that is there', () => expect(existsSync(path('git'))).toBe(true));
  test('answers, and ends with what it started', async () => {
    const port = await freePort();
    const inner = `require('net').createServer().listen(${port}, '127.0.0.1')`;
    const args = [
      '-e',
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], {stdio: 'inherit'})`,
    ];
    const server = await startServer({ program: process.execPath, args, listens: { port } });
    await server.stop();
    expect(signal(server.pid, 'SIGCONT')).toBe(false);
    const again = await startServer(listener(port));
    await again.stop();
  });
  test('is not taken for another that has the port', async () => {
    const port = await freePort();
    const other = await startServer(listener(port));
    await expect(startServer({ ...listener(port), patience: 2_000 })).rejects.toThrow(/ended with 1.*EADDRINUSE/s);
    await other.stop();
  });
  test('that ends at once says what it printed', async () => {
    const args = ['-e', 'console.error("no such option"); process.exit(3)'];
    const socket = `${tempFolder()}/socket`;
    await expect(startServer({ program: process.execPath, args, listens: { socket } })).rejects.toThrow(
      /ended with 3:\nno such option/,
    );
  });
});
