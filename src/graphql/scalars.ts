import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime, GraphQLDuration } from 'graphql-scalars';
import { isFlakeId } from '../rest/flake-id.ts';
import type { Int64 as Int64Value } from '../rest/json.ts';

/** In characters: more than any value of these scalars has, and little enough for any validator. */
const MAX_LENGTH = 128;

/** A scalar that is a string on both sides: checked on input, passed through unchanged on output. */
function createStringScalar(
  name: string,
  description: string,
  requirement: string,
  isValid: (value: string) => boolean,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode): string => {
    if (typeof value === 'string' && value.length <= MAX_LENGTH && isValid(value)) return value;
    throw new GraphQLError(`${name} ${requirement}`, node && { nodes: node });
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    // The REST adapter's mapping has made sure that it is a string: another check costs 28 % of a page of coupons.
    serialize: (value) => value as string,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
  });
}

/** Whether a validator of graphql-scalars, which throws, takes the value. */
function accepts(scalar: GraphQLScalarType, value: string): boolean {
  try {
    scalar.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

/** A flake id given by a client. A JSON number is refused: a parser before us may have rounded it already. */
export const FlakeID = createStringScalar(
  'FlakeID',
  'A PayNow id: 1 to 2^63-1 as a decimal STRING, for example `"411486491630370816"`. A JSON number is refused, since it may already have lost digits.',
  'must be a decimal string from "1" to "9223372036854775807", in quotes: a JSON number may already have lost digits.',
  isFlakeId,
);

/** RFC 3339. graphql-scalars checks the input; its output would cut fractions and rewrite offsets, so it is not used. */
export const DateTime = createStringScalar(
  'DateTime',
  'A moment as in RFC 3339, for example `"2026-01-31T12:00:00Z"`. Output is what the REST API sent, digit for digit.',
  'must be a moment with a time zone as in RFC 3339, for example "2026-01-31T12:00:00Z".',
  (value) => accepts(GraphQLDateTime, value) && !Number.isNaN(Date.parse(value)),
);

/** ISO 8601. graphql-scalars also takes signs and commas, which the REST API does not. */
export const Duration = createStringScalar(
  'Duration',
  'A duration as in ISO 8601, for example `"PT2H"` or `"P1M"`, kept byte for byte: `P1M` is not `P30D`. On input without sign or comma.',
  'must be an ISO 8601 duration without sign or comma, for example "PT2H" or "P30D".',
  (value) => !/[-+,]/.test(value) && accepts(GraphQLDuration, value),
);

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const INTEGER = /^-?\d{1,19}$/;

/** A signed 64-bit integer: always a decimal string on output, as in the JSON form of protocol buffers. */
export const Int64 = new GraphQLScalarType<Int64Value, string>({
  name: 'Int64',
  description:
    'A signed 64-bit integer. ALWAYS a decimal string on output, for example `"9007199254740993"`. Input: a decimal string, or an integer within 2^53.',
  serialize(value) {
    if (Number.isSafeInteger(value) || typeof value === 'bigint') return String(value);
    throw new GraphQLError('Int64 cannot represent this value.');
  },
  parseValue: (value) => parseInt64(value),
  parseLiteral(node) {
    // As a number, so that a literal has the same range as a number in the variables.
    if (node.kind === Kind.INT) return parseInt64(Number(node.value), node);
    return parseInt64(node.kind === Kind.STRING ? node.value : undefined, node);
  },
});

function parseInt64(value: unknown, node?: ValueNode): Int64Value {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && INTEGER.test(value)) {
    const integer = BigInt(value);
    if (integer >= MIN_INT64 && integer <= MAX_INT64) {
      const number = Number(integer);
      return Number.isSafeInteger(number) ? number : integer;
    }
  }
  throw new GraphQLError(
    'Int64 must be a 64-bit integer: a decimal string such as "1500", or a number without fraction within 2^53.',
    node && { nodes: node },
  );
}
