import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { factsOf, type RowCount } from '../facts.ts';
import { countIntrospectionRows, type IntrospectionRows } from './introspection-rows.ts';

type Field = GraphQLField<unknown, unknown>;

/** One field as an operation executes it. */
export interface SelectedField {
  readonly field: Field;
  /** The first of the nodes that select it under one key. */
  readonly node: FieldNode;
}

/** What an operation selects in one place, lists apart. */
export interface Shape {
  /** Values outside of lists. One that is waited for counts as {@link AWAITED_VALUE}. */
  readonly values: number;
  /** Bytes of their keys and punctuation. */
  readonly bytes: number;
  /** Fields whose arguments hold variables, so that they may turn out not to fit. */
  readonly fallible: readonly SelectedField[];
  readonly lists: readonly ListShape[];
}

/** A field that is a list, or a page of one, and what is selected of each row. */
export interface ListShape extends SelectedField {
  readonly rows: RowCount;
  readonly row: Shape;
}

/** What a whole operation selects. Directives are taken for absent, and every fragment for one that applies. */
export interface AnswerShape extends Shape {
  /** REST calls at the most, whatever the variables are; infinite where they name any number of objects. */
  readonly calls: number;
  /** Whether any field of it needs a credential: one that calls, or that tells of the caller. */
  readonly needsCredential: boolean;
  /** The nodes that call the REST API, or that lead to some that do. */
  readonly calling: ReadonlySet<FieldNode>;
  /** Values in one row of each list. */
  readonly rowValues: ReadonlyMap<FieldNode, number>;
  /** How often the field is selected that is selected most often. */
  readonly repeats: number;
  /** The same among fields that are lists of plain values. */
  readonly listRepeats: number;
}

/** A place, and whether anything in it calls the REST API. */
interface Visited extends Shape {
  readonly isCalling: boolean;
}

/** A field that waits for a REST answer takes as long as this many plain ones: 5 µs, and three times that when it fails. */
const AWAITED_VALUE = 20;

/** Works out what an operation selects. The document is valid. */
export function shapeAnswer(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  operation: OperationDefinitionNode,
): AnswerShape {
  const introspection = introspectionRowsOf(schema);
  const calling = new Set<FieldNode>();
  const rowValues = new Map<FieldNode, number>();
  const times = new Map<Field, number>();
  const listTimes = new Map<Field, number>();
  let calls = 0;
  let needsCredential = false;

  /** The fields of one key: more than one where fragments on several types select each their own. */
  type Group = { readonly selected: SelectedField[]; readonly nodes: FieldNode[] };

  /** Merges the fields of one place by their keys, as CollectFields does (GraphQL specification, section 6.3.2). */
  function collect(
    type: GraphQLNamedType,
    set: SelectionSetNode,
    groups: Map<string, Group>,
    spread: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const field = fieldOf(schema, type, selection.name.value);
        if (!field) continue;
        const group = groups.get(key) ?? { selected: [], nodes: [] };
        groups.set(key, group);
        group.nodes.push(selection);
        if (group.selected.every((each) => each.field !== field)) group.selected.push({ field, node: selection });
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (fragment) collect(condition ?? type, fragment.selectionSet, groups, spread);
    }
  }

  /** @param ofEachType that this place is once for each type of the schema, or for each of their fields. */
  function visit(type: GraphQLNamedType, sets: readonly SelectionSetNode[], ofEachType: boolean): Visited {
    const groups = new Map<string, Group>();
    const spread = new Set<string>();
    for (const set of sets) collect(type, set, groups, spread);
    let values = 0;
    let bytes = OBJECT_BYTES;
    let callingKeys = 0;
    const fallible: SelectedField[] = [];
    const lists: ListShape[] = [];
    for (const [key, { selected, nodes }] of groups) {
      const own = selected.reduce((sum, { field }) => sum + (factsOf(field).calls ?? 0), 0);
      let isCalling = own > 0;
      calls += own;
      needsCredential ||= isCalling || selected.some((each) => factsOf(each.field).needsCredential);
      values += own > 0 ? AWAITED_VALUE : 1;
      bytes += key.length + KEY_BYTES;
      fallible.push(...selected.filter(mayFail));
      const { field, node } = selected.find((each) => factsOf(each.field).rows) ?? (selected[0] as SelectedField);
      const result = getNamedType(field.type);
      if (isLeafType(result)) {
        count(times, field);
        if (isListType(getNullableType(field.type))) count(listTimes, field);
      }
      if (isCompositeType(result)) {
        const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
        const isEachType = field.name === 'types' || (ofEachType && field.name === 'fields');
        const shape = visit(result, below, result.name.startsWith('__') && isEachType);
        isCalling ||= shape.isCalling;
        const rows = rowsOf(introspection, type, field, ofEachType);
        if (rows) {
          lists.push({ field, node, rows: mayFail({ node }) ? rows : known(rows, field, node), row: shape });
          rowValues.set(node, Math.max(shape.values, rowValues.get(node) ?? 0));
        } else {
          values += shape.values;
          bytes += shape.bytes;
          fallible.push(...shape.fallible);
          lists.push(...shape.lists);
        }
      }
      if (isCalling) {
        callingKeys++;
        for (const each of nodes) calling.add(each);
      }
    }
    return { values, bytes, fallible, lists, isCalling: callingKeys > 0 };
  }

  const root = schema.getRootType(operation.operation);
  if (!root) throw new TypeError(`The schema has no ${operation.operation}.`);
  const shape = visit(root, [operation.selectionSet], false);
  return {
    ...shape,
    calls,
    needsCredential,
    calling,
    rowValues,
    repeats: greatest(times),
    listRepeats: greatest(listTimes),
  };
}

/** `{}` and a comma. */
const OBJECT_BYTES = 3;
/** Quotes, a colon and a comma. */
const KEY_BYTES = 4;

function count(times: Map<Field, number>, field: Field): void {
  times.set(field, (times.get(field) ?? 0) + 1);
}

function greatest(times: ReadonlyMap<Field, number>): number {
  return Math.max(1, ...times.values());
}

/** The rows for arguments that stand in the document. */
function known(rows: RowCount, field: Field, node: FieldNode): RowCount {
  const most = rows.of(getArgumentValues(field, node, {}));
  return { most, of: () => most };
}

function mayFail({ node }: { readonly node: FieldNode }): boolean {
  return node.arguments?.some(({ value }) => holdsVariable(value)) ?? false;
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}

function fieldOf(schema: GraphQLSchema, type: GraphQLNamedType, name: string): Field | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** The rows of a field; undefined when it gives one thing. */
function rowsOf(
  introspection: IntrospectionRows,
  parent: GraphQLNamedType,
  field: Field,
  ofEachType: boolean,
): RowCount | undefined {
  if (!parent.name.startsWith('__')) return factsOf(field).rows;
  if (!isListType(getNullableType(field.type))) return undefined;
  const most = ofEachType ? introspection.mean(field.name) : introspection.most(field.name);
  return { most, of: () => most };
}

const counted = new WeakMap<GraphQLSchema, IntrospectionRows>();

/** Counted once for each schema, which lives as long as the process. */
function introspectionRowsOf(schema: GraphQLSchema): IntrospectionRows {
  const rows = counted.get(schema) ?? countIntrospectionRows(schema);
  counted.set(schema, rows);
  return rows;
}
