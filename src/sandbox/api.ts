import { type Document, OpenAPIBackend, type Operation, type Request, ValidationContext } from 'openapi-backend';
import { type ContractVersion, contractAt, type JsonObject, type JsonValue } from '../rest/contract/version.ts';
import { parseJson } from '../rest/json.ts';
import { type Answer, refuse } from './answer.ts';
import * as coupons from './coupon-operations.ts';
import type { JsonRecord } from './database.ts';
import { type CheckFault, toFieldErrors } from './faulty-fields.ts';
import { INT64_CHECKABLE, INT64_ROUNDED, STRING_FORMATS, toCheckable } from './formats.ts';
import { readConfiguration, replaceConfiguration } from './marketing-operations.ts';
import type { OperationInput, World } from './world.ts';

/** A request as it came in. */
interface ApiRequest {
  method: string;
  /** The path alone, as it was sent. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One version of the REST API, its contract ready to check by. It keeps nothing of any sandbox. */
export interface Api {
  /** Answers a request; `keys` are the API keys that are let in. */
  answer(world: World, keys: string[], request: ApiRequest): Answer;
}

type Handler = (world: World, input: OperationInput) => Answer;

const HANDLERS: Record<string, Handler> = {
  getStore: (world, { storeId }) => {
    const row = world.database.store(storeId);
    if (row === undefined) return noStore();
    return { status: 200, body: row.document, ...(!row.raw && { checked: JSON.parse(row.document) }) };
  },
  listCoupons: coupons.list,
  createCoupon: coupons.create,
  getCoupon: coupons.get,
  updateCoupon: coupons.update,
  deleteCoupon: coupons.remove,
  getAbandonedCheckoutConfiguration: (world, input) => readConfiguration(world, input, 'abandoned-checkouts'),
  putAbandonedCheckoutConfiguration: (world, input) => replaceConfiguration(world, input, 'abandoned-checkouts'),
  getPurchaseFollowUpConfiguration: (world, input) => readConfiguration(world, input, 'purchase-follow-ups'),
  putPurchaseFollowUpConfiguration: (world, input) => replaceConfiguration(world, input, 'purchase-follow-ups'),
};

/** An API key in the `Authorization` header; the word in front is taken in any case. */
const AUTHORIZATION = /^apikey +(\S+)$/i;

const apis = new Map<string, Promise<Api>>();

/**
 * The REST API of one version. All sandboxes of a process share it, because making its checks takes time.
 *
 * @param keepsUnknownKeys whether bodies and answers may have keys that the contract does not list.
 */
export function apiOf(version: ContractVersion, keepsUnknownKeys: boolean): Promise<Api> {
  const name = `${version} ${keepsUnknownKeys}`;
  const api = apis.get(name) ?? createApi(version, keepsUnknownKeys);
  apis.set(name, api);
  return api;
}

async function createApi(version: ContractVersion, keepsUnknownKeys: boolean): Promise<Api> {
  const contract = contractAt(version);
  const backend = new OpenAPIBackend({
    definition: (keepsUnknownKeys ? openedUp(contract) : contract) as unknown as Document,
    // Its check of the document itself knows OpenAPI 3.0 only; quick skips that.
    quick: true,
    ajvOpts: { allErrors: true },
    customizeAjv(ajv, _options, context) {
      for (const [format, check] of Object.entries(STRING_FORMATS)) ajv.addFormat(format, check);
      return ajv.addFormat('int64', context === ValidationContext.RequestBody ? INT64_CHECKABLE : INT64_ROUNDED);
    },
  });
  await backend.init();
  // Its router and checks are used without its request handling, which parses each request three times.
  const { router, validator } = backend;

  return {
    answer(world, keys, { method, path, query, headers, body }) {
      const request: Request = { method, path, headers: headers as Request['headers'] };
      const operation = router.matchOperation(request);
      if (operation === undefined)
        return refuseRoute(router.getOperations(), (each) => router.matchOperation(each), request);

      const [, key = ''] = AUTHORIZATION.exec(String(headers.authorization ?? '')) ?? [];
      if (!keys.includes(key)) return refuse('unauthorized', 'An API key is needed, as "Authorization: APIKey <key>".');

      const parsed = operation.requestBody === undefined ? undefined : readBody(headers, body);
      if (parsed?.refusal) return parsed.refusal;
      request.query = knownQuery(operation, query);
      if (parsed) request.body = toCheckable(parsed.value);
      const { errors } = validator.validateRequest(request, operation);
      if (errors) return refuse('bad-request', 'The request is not valid.', toFieldErrors(errors as CheckFault[]));

      const { params } = router.parseRequest(request, operation);
      const input: OperationInput = {
        storeId: BigInt(String(params.storeId)),
        couponId: BigInt(String(params.couponId ?? 0)),
        query: request.query as Record<string, string>,
        body: (parsed?.value ?? {}) as JsonRecord,
        key,
      };
      if (world.database.store(input.storeId) === undefined) return noStore();
      const { operationId = '' } = operation;
      const answer = HANDLERS[operationId]?.(world, input) ?? refuse('not-found', 'There is no such operation.');
      if (answer.status === 200 && answer.checked !== undefined) {
        const faults = validator.validateResponse(answer.checked, operation, answer.status).errors;
        if (faults) throw new Error(`${operationId} would break the contract: ${JSON.stringify(faults)}`);
      }
      return answer;
    },
  };
}

/** 405 where another method would do, else 404. */
function refuseRoute(all: Operation[], match: (request: Request) => Operation | undefined, request: Request): Answer {
  const methods = [...new Set(all.map(({ method }) => method.toUpperCase()))];
  const allowed = methods.filter((method) => match({ ...request, method }) !== undefined);
  if (allowed.length === 0) return refuse('not-found', 'There is nothing at this path.');
  return {
    ...refuse('method-not-allowed', 'The path does not take this method.'),
    headers: { allow: allowed.join(', ') },
  };
}

function readBody(headers: ApiRequest['headers'], text: string): { value?: unknown; refusal?: Answer } {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    return { refusal: refuse('unsupported-media-type', 'The body has to be application/json.') };
  }
  try {
    const value = parseJson(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value } : { refusal: refuse('bad-request', 'The body has to be a JSON object.') };
  } catch {
    return { refusal: refuse('bad-request', 'The body is not JSON.') };
  }
}

/** Unknown parameters are ignored; one that is there twice becomes a list, which no parameter takes. */
function knownQuery(operation: Operation, query: URLSearchParams): Record<string, string | string[]> {
  const names = (operation.parameters ?? []).flatMap((each) =>
    'name' in each && each.in === 'query' ? [each.name] : [],
  );
  const given = names.map((name) => [name, query.getAll(name)] as const).filter(([, values]) => values.length > 0);
  return Object.fromEntries(given.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

function openedUp(value: JsonObject): JsonObject;
function openedUp(value: JsonValue): JsonValue;
function openedUp(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => openedUp(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== 'additionalProperties' || item !== false);
  return Object.fromEntries(kept.map(([key, item]) => [key, openedUp(item)]));
}

function noStore(): Answer {
  return refuse('not-found', 'There is no such store.');
}
