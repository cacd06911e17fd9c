/** True when two types are the same, `any` and unions included; else false. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for a true {@link Same}. */
export function provesSame<_Proof extends true>(): void {}
