/** A list of listeners. `fire` calls each; one that throws does not keep the others from hearing. */
export interface Emitter<Value> {
  /** Registers a listener; the returned function takes it off again. */
  on(listener: (value: Value) => void): () => void;
  fire(value: Value): void;
}

export function emitter<Value>(onError: (error: unknown) => void = () => {}): Emitter<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fire(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
