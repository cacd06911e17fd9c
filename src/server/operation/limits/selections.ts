import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { badUserInput } from '../../../graphql/errors.ts';
import { beyondLimit, OPERATION_LIMITS } from './operation-limits.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What a document holds, as far as it is known without the schema. */
interface Selections {
  readonly fragments: Fragments;
  readonly operations: readonly OperationDefinitionNode[];
  /** Fields and fragments, counted wherever they are spread. */
  readonly selections: number;
  /**
   * Whether fields always come in the order in which they are written. They may not when one is selected twice in one
   * place and a directive leaves out the first.
   */
  readonly hasFixedOrder: boolean;
}

/**
 * Refuses a document for what it selects, before it is validated: some rules of validation take a time that grows with
 * the square of the document, or faster.
 *
 * The walk goes over the selections as execution would, with every fragment spread where it is used, and ends as soon
 * as a limit is passed. So fragments that multiply each other cost no more than the limit.
 *
 * @throws {GraphQLError}
 */
export function checkSelections(document: DocumentNode): Selections {
  const directives = checkDirectives(document);
  const fragments = readFragments(document);
  refuseCycles(fragments);
  const walk = createWalk(fragments);
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  for (const { selectionSet } of operations) walk.enter(selectionSet);
  // Validation looks also at fragments that nothing uses.
  for (const [name, { selectionSet }] of fragments) if (!walk.reached.has(name)) walk.enter(selectionSet);
  const { selections, pairs } = walk.count;
  return { fragments, operations, selections, hasFixedOrder: directives === 0 || pairs === 0 };
}

function createWalk(fragments: Fragments) {
  const { selections, aliases, keyCharacters, pairs, depth } = OPERATION_LIMITS;
  const count = { selections: 0, aliases: 0, pairs: 0 };
  const reached = new Set<string>();

  /** Groups the fields of selections of one place by the name they have in the answer. */
  function collect(set: SelectionSetNode, groups: Map<string, FieldNode[]>, spread: Set<string>): void {
    for (const selection of set.selections) {
      if (++count.selections > selections) {
        throw beyondLimit('selections', 'The document selects too many fields', 'Ask for fewer at once.');
      }
      if (selection.kind === Kind.FIELD) {
        addTo(groups, selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, groups, spread);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || spread.has(name)) continue;
        spread.add(name);
        reached.add(name);
        collect(fragment.selectionSet, groups, spread);
      }
    }
  }

  function addTo(groups: Map<string, FieldNode[]>, field: FieldNode): void {
    if (field.alias && field.alias.value.length > keyCharacters) {
      throw beyondLimit('keyCharacters', 'An alias has too many characters', 'Choose a shorter one.');
    }
    if (field.alias && ++count.aliases > aliases) {
      throw beyondLimit('aliases', 'The document has too many aliases', 'Use `nodes`, or send several operations.');
    }
    const name = (field.alias ?? field.name).value;
    const group = groups.get(name);
    if (!group) {
      groups.set(name, [field]);
      return;
    }
    count.pairs += group.length;
    if (count.pairs > pairs) {
      throw beyondLimit('pairs', 'The document repeats fields in too many pairs', 'Select each field once.');
    }
    group.push(field);
  }

  function visit(sets: readonly SelectionSetNode[], level: number): void {
    if (level > depth) {
      throw beyondLimit('depth', 'The document nests fields too deeply', 'Ask for what lies deeper by its id.');
    }
    const groups = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of sets) collect(set, groups, spread);
    for (const group of groups.values()) {
      const below = group.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
      if (below.length > 0) visit(below, level + 1);
    }
  }

  return { count, reached, enter: (set: SelectionSetNode) => visit([set], 1) };
}

/** The fragments of a document by their names. */
export function readFragments({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** Each fragment is looked into once, after those that it spreads. */
function refuseCycles(fragments: Fragments): void {
  const state = new Map<string, 'open' | 'done'>();
  const enter = (name: string): void => {
    const fragment = fragments.get(name);
    if (!fragment || state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      throw badUserInput('A fragment spreads itself, directly or through others. Take that spread out.');
    }
    state.set(name, 'open');
    follow(fragment.selectionSet);
    state.set(name, 'done');
  };
  const follow = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) enter(selection.name.value);
      else if (selection.selectionSet) follow(selection.selectionSet);
    }
  };
  for (const name of fragments.keys()) enter(name);
}

/** Gives how many there are. */
function checkDirectives({ definitions }: DocumentNode): number {
  let count = 0;
  const add = ({ directives }: { readonly directives?: readonly DirectiveNode[] | undefined }): void => {
    count += directives?.length ?? 0;
    if (count > OPERATION_LIMITS.directives) {
      throw beyondLimit('directives', 'The document has too many directives', 'Use fewer.');
    }
  };
  const follow = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      add(selection);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) follow(selection.selectionSet);
    }
  };
  for (const definition of definitions) {
    add(definition);
    if ('variableDefinitions' in definition) definition.variableDefinitions?.forEach(add);
    if ('selectionSet' in definition) follow(definition.selectionSet);
  }
  return count;
}
