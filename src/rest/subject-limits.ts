import type { Subject } from './credential.ts';

/** Limits what one subject may do in one store. */
export interface SubjectLimits {
  /**
   * Charges a subject for one REST call: at once, without a promise, where the counts are in this process.
   *
   * @throws {SubjectLimitedError} when its limit is used up; it is not charged then.
   */
  charge(subject: Subject, storeId: string, isWrite: boolean): Promise<void> | undefined;
}
