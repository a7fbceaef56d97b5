/** An error a developer can act on: what happened, what that means for the run, what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(what: string, meaning: string, next: string, options?: ErrorOptions) {
    super([what, meaning, next].join('\n  '), options);
  }
}
