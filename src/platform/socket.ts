/** JSON messages over a local socket (a Unix socket, or a named pipe on Windows): framed, limited, one callback per message. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, connect as netConnect, type Socket } from 'node:net';
import { frame, frameReader } from '../base/frame.ts';

/** One end of a connection. Nothing here throws: a broken connection is `closed`, a bad message too. */
export interface Channel {
  send(message: unknown): void;
  /** Ends the connection after what was sent has left. */
  close(): void;
  /** At most one handler of each kind; set them before yielding to the event loop. */
  onMessage(handler: (message: unknown) => void): void;
  /** Called once. `problem` is set when the other side broke the framing or sent what is not JSON. */
  onClosed(handler: (problem: Error | undefined) => void): void;
}

function channel(socket: Socket, limit: number): Channel {
  const reader = frameReader(limit);
  let onMessage: (message: unknown) => void = () => {};
  let onClosed: (problem: Error | undefined) => void = () => {};
  let problem: Error | undefined;
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const payload of reader.push(chunk))
        onMessage(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error));
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.once('close', () => onClosed(problem));
  return {
    send(message) {
      if (!socket.writable) return;
      socket.write(frame(new TextEncoder().encode(JSON.stringify(message)), limit));
    },
    close: () => socket.end(),
    onMessage: (handler) => {
      onMessage = handler;
    },
    onClosed: (handler) => {
      onClosed = handler;
    },
  };
}

/** Resolves with the connection, or rejects when nobody listens there or nothing happens within `timeout` milliseconds. */
export function connect(path: string, options: { limit: number; timeout: number }): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = netConnect(path);
    const timer = setTimeout(() => socket.destroy(new Error('the connection timed out')), options.timeout);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(channel(socket, options.limit));
    });
  });
}

export interface Server {
  close(): Promise<void>;
}

/** Listens at `path`, replacing what a dead process left there. Only the user may connect: the folder is private, and so is the socket. */
export function listen(path: string, limit: number, onChannel: (channel: Channel) => void): Promise<Server> {
  const windows = path.startsWith('\\\\');
  if (!windows) rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    onChannel(channel(socket, limit));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      if (!windows) chmodSync(path, 0o600);
      server.off('error', reject);
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
