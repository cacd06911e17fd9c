import type { ValidationErrorDto } from '../rest/contract/dto.ts';

/** What the validator says about one fault (ajv's error object, the part used here). */
export interface CheckFault {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** The `code` of an entry by the validator's keyword, or by the format that failed; what is not listed makes `invalid-value`. */
const CODES: Record<string, string> = {
  required: 'required',
  type: 'invalid-type',
  enum: 'invalid-value',
  format: 'invalid-format',
  pattern: 'invalid-format',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  additionalProperties: 'unknown-property',
  // Formats of numbers are ranges.
  int32: 'out-of-range',
  int64: 'out-of-range',
};

/**
 * The entries of a refusal for the faults that the validator found in a request: one per place, whose path is the
 * contract's names joined by dots (`coupon_configuration.expires_after`, `apply_to_products[1]`, `limit`).
 * `validation` is the validator's keyword.
 */
export function toFieldErrors(faults: CheckFault[]): ValidationErrorDto[] {
  const entries = new Map<string, ValidationErrorDto>();
  for (const { instancePath, keyword, message, params } of faults) {
    const missing = params.missingProperty ?? params.additionalProperty;
    const path = toFieldPath(missing === undefined ? instancePath : `${instancePath}/${missing}`);
    const text =
      missing === undefined ? (message ?? 'is not valid') : keyword === 'required' ? 'is required' : 'is not known';
    const entry = {
      code: CODES[String(params.format)] ?? CODES[keyword] ?? 'invalid-value',
      message: `${path || 'The body'} ${text}.`,
      path,
    };
    if (!entries.has(path)) entries.set(path, { ...entry, validation: keyword });
  }
  return [...entries.values()];
}

/** `/requestBody/apply_to_products/1` as `apply_to_products[1]`; the first part says only where in the request. */
function toFieldPath(instancePath: string): string {
  const [, , ...keys] = instancePath.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path ? `${path}.${key}` : key), '');
}
