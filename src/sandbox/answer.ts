import { randomUUID } from 'node:crypto';
import type { ErrorDto, ValidationErrorDto } from '../rest/contract/dto.ts';

/** What an operation answers. */
export interface Answer {
  /** The HTTP status. */
  status: number;
  /** The JSON text; none with status 204. */
  body?: string;
  /** The part of the body to be held against the contract, parsed; what tests placed on purpose is left out. */
  checked?: unknown;
  /** Headers beside those of the body. */
  headers?: Record<string, string>;
}

/** The refusals of the sandbox: HTTP status by error code. */
const STATUS_BY_CODE = {
  'bad-request': 400,
  unauthorized: 401,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'internal-server-error': 500,
} as const;

/** An error code of the sandbox. */
export type RefusalCode = keyof typeof STATUS_BY_CODE;

/** The answer that refuses a request, in the vendor's shape. */
export function refuse(code: RefusalCode, message: string, errors?: ValidationErrorDto[]): Answer {
  const status = STATUS_BY_CODE[code];
  return { status, body: printError({ status, code, message, ...(errors && { errors }) }) };
}

/** An error in the vendor's shape, with a new trace id. */
export function printError(error: ErrorDto): string {
  const { errors, ...head } = error;
  return JSON.stringify({ ...head, trace_id: randomUUID().replaceAll('-', ''), ...(errors && { errors }) });
}
