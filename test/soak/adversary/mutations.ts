import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  Kind,
  OperationTypeNode,
  parse,
  parseValue,
  print,
  TypeInfo,
  type ValueNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { readSelections, toSet } from '../../e2e/request-arbitrary.ts';
import { STORES } from '../../support/hostile-stores.ts';

/** An operation, and who sends it. */
export interface Candidate {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sender: 'key' | 'nobody';
}

/** What a mutation works with. */
export interface Tools {
  readonly schema: GraphQLSchema;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Any other operation, of which parts may be taken. */
  readonly other: () => Candidate;
}

/** The limits of a request; what is beyond them costs nothing. */
const MAX_DOCUMENT = 32_000;
const MAX_BODY = 100_000;

/**
 * Changes an operation in one way or a few. Gives undefined when that does not lead to another one within the limits on
 * documents and bodies.
 */
export function mutate(candidate: Candidate, tools: Tools): Candidate | undefined {
  let mutated: Candidate | undefined = candidate;
  for (let left = 1 + integer(tools, 3); left > 0 && mutated; left--) mutated = pick(tools, MUTATIONS)(mutated, tools);
  if (
    !mutated ||
    (mutated.query === candidate.query &&
      mutated.variables === candidate.variables &&
      mutated.sender === candidate.sender)
  )
    return undefined;
  if (mutated.query.length > MAX_DOCUMENT) return undefined;
  return Buffer.byteLength(JSON.stringify(mutated)) > MAX_BODY ? undefined : mutated;
}

type Mutation = (candidate: Candidate, tools: Tools) => Candidate | undefined;

const integer = ({ random }: Tools, below: number): number => Math.floor(random() * below);
const pick = <Item>(tools: Tools, items: readonly Item[]): Item => items[integer(tools, items.length)] as Item;

/** A mutation of the document; texts that are none are left alone. */
const ofDocument =
  (change: (document: DocumentNode, tools: Tools, candidate: Candidate) => DocumentNode | undefined): Mutation =>
  (candidate, tools) => {
    const document = change(parse(candidate.query, { noLocation: true }), tools, candidate);
    return document && { ...candidate, query: print(document) };
  };

/** Replaces one node of a kind, whichever; the change may look at the types around it. */
function replaceOne<K extends ASTNode['kind']>(
  document: DocumentNode,
  tools: Tools,
  kind: K,
  change: (node: Extract<ASTNode, { kind: K }>, types: TypeInfo) => ASTNode | null | undefined,
): DocumentNode {
  let count = 0;
  visit(document, { [kind]: () => void count++ });
  const chosen = integer(tools, count);
  const types = new TypeInfo(tools.schema);
  let index = 0;
  const leave = (node: Extract<ASTNode, { kind: K }>) => (index++ === chosen ? change(node, types) : undefined);
  return visit(document, visitWithTypeInfo(types, { [kind]: { leave } })) as DocumentNode;
}

const named = (value: string) => ({ kind: Kind.NAME, value }) as const;

/** Names that mean something to JavaScript, are short, or are as long as may be. */
const NAMES = ['toString', 'constructor', '__proto__', 'a', 'a'.repeat(128), 'b'.repeat(1000)];

/** A field once more under other names: what it costs, it costs again. */
const repeatField = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.SELECTION_SET, (set) => {
    const field = pick(tools, set.selections);
    if (field.kind !== Kind.FIELD) return undefined;
    const prefix = pick(tools, ['a', 'b', 'c'.repeat(120)]);
    const copies = Array.from(
      { length: pick(tools, [1, 3, 10, 40]) },
      (_, index): FieldNode => ({ ...field, alias: named(`${prefix}${index}x${integer(tools, 1000)}`) }),
    );
    return toSet([...set.selections, ...copies]);
  }),
);

/** The selections of one place in fragments that spread each other twice. */
const multiply = ofDocument((document, tools) => {
  const levels = 1 + integer(tools, 12);
  const prefix = `M${integer(tools, 100_000)}x`;
  const fragments: FragmentDefinitionNode[] = [];
  const changed = replaceOne(document, tools, Kind.SELECTION_SET, (set, types) => {
    const type = types.getParentType();
    if (!type) return undefined;
    for (let level = 0; level <= levels; level++) {
      const inner = level === levels ? print(set) : `{ ...${prefix}${level + 1} ...${prefix}${level + 1} }`;
      fragments.push(parseFragment(`fragment ${prefix}${level} on ${type.name} ${inner}`));
    }
    return toSet(readSelections(`{ ...${prefix}0 }`));
  });
  return { ...changed, definitions: [...changed.definitions, ...fragments] };
});

/** More fields in one place: all that have nothing below, or one that leads further. */
const widen = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.SELECTION_SET, (set, types) => {
    const type = types.getParentType();
    if (!isObjectType(type)) return undefined;
    const fields = Object.values(type.getFields());
    const leaves = fields.filter(
      (field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument),
    );
    const further = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    if (further.length === 0 || tools.random() < 0.4) {
      return toSet([...set.selections, ...leaves.flatMap(({ name }) => readSelections(`{ ${name} }`))]);
    }
    const field = pick(tools, further);
    const args = field.args
      .filter((arg) => isRequiredArgument(arg) || tools.random() < 0.5)
      .map((arg) => `${arg.name}: ${literalFor(String(getNamedType(arg.type)), tools)}`);
    const alias = tools.random() < 0.5 ? `w${integer(tools, 1000)}: ` : '';
    const list = args.length > 0 ? `(${args.join(', ')})` : '';
    return toSet([...set.selections, ...readSelections(`{ ${alias}${field.name}${list} { __typename } }`)]);
  }),
);

const STORE_IDS = Object.values(STORES).filter((id) => id !== STORES.hanging);

/** A value that is likely to be taken. */
function literalFor(type: string, tools: Tools): string {
  const storeId = pick(tools, ['1', ...STORE_IDS]);
  if (type === 'Int') return String(pick(tools, [0, 1, 100]));
  if (type === 'FlakeID') return `"${storeId}"`;
  if (type === 'ID')
    return `"gid://paynow/${pick(tools, ['Store/', 'Coupon/1/', 'MarketingConfiguration/1/'])}${storeId}"`;
  if (type === '_Any') return `{ __typename: "Store", storeId: "${storeId}" }`;
  if (type === 'MarketingConfigurationKind') return 'ABANDONED_CHECKOUT';
  if (type === 'CouponSort') return pick(tools, ['NEWEST_FIRST', 'OLDEST_FIRST']);
  return type.endsWith('Filter') ? '{}' : `"${storeId}"`;
}

/** Values at the edges of what is taken, and beyond them. */
const VALUES: readonly string[] = [
  ...[
    '0',
    '1',
    '100',
    '101',
    '-1',
    '-1000000000000',
    '2147483647',
    '9'.repeat(400),
    '1e308',
    'null',
    'true',
    '{}',
    '[]',
  ],
  ...['""', '"; ; ; ; "', '" Did you mean "', '"\\ud83c\\udf81"', 'NEWEST_FIRST', 'NEWEST_FIRS', '[[[[[[[[]]]]]]]]'],
  ...STORE_IDS.map((id) => `"gid://paynow/Store/${id}"`),
  ...STORE_IDS.map((id) => `"${id}"`),
];

/** Another value for an argument, or the same one many times, or in a list. */
const replaceValue = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.ARGUMENT, (argument) => {
    const { value } = argument;
    const times = pick(tools, [2, 10, 100, 1000]);
    if (value.kind === Kind.VARIABLE) return undefined;
    if (value.kind === Kind.STRING && tools.random() < 0.3) {
      return { ...argument, value: { ...value, value: value.value.repeat(times).slice(0, 20_000) } };
    }
    if (tools.random() < 0.4) {
      const values = value.kind === Kind.LIST ? value.values : [value];
      const list: ValueNode = {
        kind: Kind.LIST,
        values: Array.from({ length: times }, () => values)
          .flat()
          .slice(0, 4500),
      };
      return { ...argument, value: list };
    }
    return { ...argument, value: parseValue(pick(tools, VALUES), { noLocation: true }) };
  }),
);

/** The value of an argument in a variable, under a name that may mean something, or in a default. */
const toVariable: Mutation = (candidate, tools) => {
  const name = tools.random() < 0.2 ? pick(tools, NAMES.slice(0, 3)) : `v${integer(tools, 100_000)}`;
  let given: unknown;
  let definition: string | undefined;
  const changed = replaceOne(parse(candidate.query, { noLocation: true }), tools, Kind.ARGUMENT, (argument, types) => {
    const type = types.getArgument()?.type;
    if (!type || print(argument.value).includes('$')) return undefined;
    const isDefault = tools.random() < 0.3;
    if (!isDefault) given = valueFromASTUntyped(argument.value);
    definition = `$${name}: ${type}${isDefault ? ` = ${print(argument.value)}` : ''}`;
    return { ...argument, value: { kind: Kind.VARIABLE, name: named(name) } };
  });
  if (definition === undefined) return undefined;
  const { variableDefinitions = [] } = parse(`query (${definition}) { a }`, { noLocation: true })
    .definitions[0] as never;
  const definitions = changed.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...(variableDefinitions as never[])] }
      : node,
  );
  const variables = given === undefined ? candidate.variables : { ...candidate.variables, [name]: given };
  return { ...candidate, query: print({ ...changed, definitions }), variables };
};

/** A variable with more in it, or with something else. */
const growVariable: Mutation = (candidate, tools) => {
  const names = Object.keys(candidate.variables);
  if (names.length === 0) return undefined;
  const name = pick(tools, names);
  return { ...candidate, variables: { ...candidate.variables, [name]: grow(candidate.variables[name], tools) } };
};

function grow(value: unknown, tools: Tools): unknown {
  const times = pick(tools, [2, 10, 100, 3000]);
  if (tools.random() < 0.2) return valueFromASTUntyped(parseValue(pick(tools, VALUES), { noLocation: true }));
  if (typeof value === 'string')
    return tools.random() < 0.5 ? value.repeat(times).slice(0, 90_000) : Array.from({ length: times }, () => value);
  if (Array.isArray(value))
    return Array.from({ length: times }, () => value)
      .flat()
      .slice(0, 30_000);
  if (typeof value === 'object' && value !== null) return Array.from({ length: times }, () => value);
  return Array.from({ length: times }, (_, index) => index);
}

/** Another name for a field, or a name that no field has. */
const rename = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.FIELD, (field) =>
    tools.random() < 0.8
      ? { ...field, alias: named(pick(tools, NAMES)) }
      : { ...field, name: named(`${field.name.value}${pick(tools, ['s', 'x', '1'])}`) },
  ),
);

const addDirective = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.FIELD, (field) => {
    const [directed] = readSelections(
      `{ a @${pick(tools, ['skip(if: false)', 'include(if: true)', 'include(if: false)'])} }`,
    );
    return { ...field, directives: [...(field.directives ?? []), ...(directed?.directives ?? [])] };
  }),
);

/** One selection less, so that something else fits. */
const drop = ofDocument((document, tools) =>
  replaceOne(document, tools, Kind.SELECTION_SET, (set) => {
    const at = integer(tools, set.selections.length);
    return set.selections.length > 1 ? toSet(set.selections.toSpliced(at, 1)) : undefined;
  }),
);

/** What two queries ask for, in one. */
const join: Mutation = (candidate, tools) => {
  const other = tools.other();
  const [ours, theirs] = [candidate, other].map(({ query }) => parse(query, { noLocation: true })) as [
    DocumentNode,
    DocumentNode,
  ];
  const prefix = `j${integer(tools, 100_000)}`;
  const renamed = visit(theirs, {
    FragmentDefinition: (node) => ({ ...node, name: named(prefix + node.name.value) }),
    FragmentSpread: (node) => ({ ...node, name: named(prefix + node.name.value) }),
    Variable: (node) => ({ ...node, name: named(prefix + node.name.value) }),
  });
  const [operation, theirOperation] = [ours, renamed].map(({ definitions }) =>
    definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION || theirOperation?.kind !== Kind.OPERATION_DEFINITION)
    return undefined;
  if (operation.operation !== OperationTypeNode.QUERY || theirOperation.operation !== OperationTypeNode.QUERY)
    return undefined;
  const joined = {
    ...operation,
    variableDefinitions: [...(operation.variableDefinitions ?? []), ...(theirOperation.variableDefinitions ?? [])],
    selectionSet: toSet([...operation.selectionSet.selections, ...theirOperation.selectionSet.selections]),
  };
  const rest = [...ours.definitions, ...renamed.definitions].filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const variables = Object.entries(other.variables).map(([name, value]) => [prefix + name, value]);
  return {
    ...candidate,
    query: print({ kind: Kind.DOCUMENT, definitions: [joined, ...rest] }),
    variables: { ...candidate.variables, ...Object.fromEntries(variables) },
  };
};

const changeSender: Mutation = (candidate) => ({ ...candidate, sender: candidate.sender === 'key' ? 'nobody' : 'key' });

/** Each as likely as it stands here. */
const MUTATIONS: readonly Mutation[] = [
  ...[repeatField, repeatField, multiply, widen, widen, replaceValue, replaceValue, toVariable],
  ...[growVariable, growVariable, rename, addDirective, drop, join, changeSender],
];

function parseFragment(text: string): FragmentDefinitionNode {
  return parse(text, { noLocation: true }).definitions[0] as FragmentDefinitionNode;
}
