/** An error for people: what happened, what that meant for what they wanted, what to do next, in that order. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** For programs: one fixed word or two with dashes. */
    readonly code: string,
    what: string,
    consequence: string,
    next: string,
  ) {
    super([what, consequence, next].filter((part) => part !== '').join(' '));
  }
}

export const problem = (code: string, what: string, consequence: string, next: string): Problem =>
  new Problem(code, what, consequence, next);
