import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime, GraphQLDuration } from 'graphql-scalars';
import { isFlakeId } from '../rest/flake-id.ts';
import type { Int64 as Int64Value } from '../rest/json.ts';

/** In characters: more than any value of these scalars has, and little enough for any validator. */
const MAX_LENGTH = 128;

/** Whether resolvers give values of a scalar as they go out. */
export function isPassedOn({ extensions }: GraphQLScalarType): boolean {
  return extensions.isPassedOn === true;
}

/** What a scalar that is a string is told of. */
interface StringScalar {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL: string;
  /** Completes "must be …" in messages. */
  readonly expected: string;
  isValid(value: string): boolean;
  /** Whether a JSON number is taken as its text. */
  readonly takesNumbers?: true;
}

/** A scalar that is a string: checked on input, passed through unchanged on output. */
function createStringScalar(of: StringScalar): GraphQLScalarType<string, string> {
  const { name, description, specifiedByURL, expected, isValid, takesNumbers } = of;
  const parse = (given: unknown, node?: ValueNode): string => {
    const value = takesNumbers && typeof given === 'number' ? String(given) : given;
    if (typeof value === 'string' && value.length <= MAX_LENGTH && isValid(value)) return value;
    throw new GraphQLError(`${name} must be ${expected}`, node && { nodes: node });
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    extensions: { isPassedOn: true },
    // The REST adapter's mapping has made sure that it is a string: another check costs 28 % of a page of coupons.
    serialize: (value) => value as string,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(textOf(node, takesNumbers), node),
  });
}

function textOf(node: ValueNode, takesNumbers?: true): string | undefined {
  if (node.kind === Kind.STRING) return node.value;
  return takesNumbers && (node.kind === Kind.INT || node.kind === Kind.FLOAT) ? node.value : undefined;
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

/** A flake id. As an input a JSON number is refused: a parser before us may have rounded it already. */
export const FlakeID = createStringScalar({
  name: 'FlakeID',
  description:
    'PayNow\'s own id of something: 1 to 2^63-1 as a decimal STRING, for example `"411486491630370816"`. Not a global id (`ID`). A JSON number is refused, since it may already have lost digits.',
  specifiedByURL: 'https://en.wikipedia.org/wiki/Snowflake_ID',
  expected:
    'a decimal string from "1" to "9223372036854775807", in quotes: a JSON number may already have lost digits.',
  isValid: isFlakeId,
});

/** RFC 3339. graphql-scalars checks the input; its output would cut fractions and rewrite offsets, so it is not used. */
export const DateTime = createStringScalar({
  name: 'DateTime',
  description:
    'A moment, for example `"2026-01-31T12:00:00Z"`. Up to 7 fraction digits and any offset: parse before comparing. Answers have it as PayNow sent it, digit for digit.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  expected: 'a moment with a time zone as in RFC 3339, for example "2026-01-31T12:00:00Z".',
  isValid: (value) => accepts(GraphQLDateTime, value) && !Number.isNaN(Date.parse(value)),
});

/** ISO 8601. graphql-scalars also takes signs and commas, which the REST API does not. */
export const Duration = createStringScalar({
  name: 'Duration',
  description:
    'A duration as in ISO 8601, for example `"PT2H"` or `"P1M"`, kept byte for byte: `P1M` is not `P30D`. On input without sign or comma.',
  specifiedByURL: 'https://www.iso.org/iso-8601-date-and-time-format.html',
  expected: 'an ISO 8601 duration without sign or comma, for example "PT2H" or "P30D".',
  isValid: (value) => !/[-+,]/.test(value) && accepts(GraphQLDuration, value),
});

/** A number of up to 15 digits, which a double holds exactly. */
export const Decimal = createStringScalar({
  name: 'Decimal',
  description:
    'A decimal number. ALWAYS a string on output, for example `"12.5"`, so that no digit is lost. Input: such a string of up to 15 digits, or a number.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  expected: 'a decimal number of up to 15 digits without exponent, for example "12.5".',
  isValid: (value) => /^-?\d{1,9}(\.\d{1,6})?$/.test(value),
  takesNumbers: true,
});

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const INTEGER = /^-?\d{1,19}$/;

/** A signed 64-bit integer: always a decimal string on output, as in the JSON form of protocol buffers. */
export const Int64 = new GraphQLScalarType<Int64Value, string>({
  name: 'Int64',
  specifiedByURL: 'https://protobuf.dev/programming-guides/json/',
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
