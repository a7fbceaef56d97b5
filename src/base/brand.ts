declare const brand: unique symbol;

/** A string that must not be mixed up with other strings; only for those where a mix-up would let something through. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
