/** Ends a switch over a tagged union: a variant nobody handles does not compile, and throws if it comes in at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
