import { describe, expect, test } from 'vitest';
import { createMapper } from '../../src/graphql/fields/mapper.ts';
import { toInputPath, toRestBody } from '../../src/graphql/fields/rest-body.ts';
import type { ModelOf, RowsOf } from '../../src/graphql/fields/row.ts';
import { BOOLEAN, INT32, INT64, STRING } from '../../src/graphql/fields/value-types.ts';
import type { Int64 } from '../../src/rest/json.ts';

/** An object as REST answers it, and the body that makes one. */
interface PetDto {
  id: string;
  is_tame: boolean;
  weight: Int64;
  nick_name?: string | null;
}
interface PetCreateDto {
  is_tame: boolean;
  weight?: Int64;
  nick_name?: string;
}

const description = '';

const PET = {
  petId: { rest: 'id', type: STRING, description },
  tame: { rest: 'is_tame', type: BOOLEAN, input: 'required', byDefault: true, description },
  weight: { rest: 'weight', type: INT64, input: 'optional', unless: 'size', notNegative: true, description },
  nickName: { rest: 'nick_name', type: STRING, nullable: true, input: 'optional', onNull: 'undocumented', description },
} as const satisfies RowsOf<PetDto, PetCreateDto>;

// What does not fit the contract does not compile: `npm run check` fails for each of these that does.
void [
  // @ts-expect-error no REST object has this name
  { field: { rest: 'istame', type: BOOLEAN, description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error a boolean is read as a string
  { field: { rest: 'is_tame', type: STRING, description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error 64 bits do not fit into 32
  { field: { rest: 'weight', type: INT32, description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error answers may lack it
  { field: { rest: 'nick_name', type: STRING, description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error no body takes it
  { field: { rest: 'id', type: STRING, input: 'optional', description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error a body cannot do without it
  { field: { rest: 'is_tame', type: BOOLEAN, input: 'optional', description } } satisfies RowsOf<PetDto, PetCreateDto>,
  // @ts-expect-error no body may hold null there
  { field: { rest: 'weight', type: INT64, input: 'optional', onNull: 'clears', description } } satisfies RowsOf<
    PetDto,
    PetCreateDto
  >,
  // @ts-expect-error a field without words
  { field: { rest: 'is_tame', type: BOOLEAN } } satisfies RowsOf<PetDto, PetCreateDto>,
];

interface Pet extends ModelOf<typeof PET> {
  readonly label: string;
}

const toPet = createMapper<PetDto, Pet, typeof PET, string>('Pet.', PET, { label: ({ id }, prefix) => prefix + id });

describe('rows of fields', () => {
  test('map an answer: null for what is absent, and what is worked out beside them', () => {
    const dto: PetDto = { id: '1', is_tame: true, weight: 2n ** 60n };
    const pet: Pet = toPet(dto, () => {}, 'no. ');
    expect(pet).toEqual({ label: 'no. 1', petId: '1', tame: true, weight: 2n ** 60n, nickName: null });
  });

  test('name the place of a value that is not of its type', () => {
    const dto = { id: '1', is_tame: 'yes', weight: 1 } as unknown as PetDto;
    expect(() => toPet(dto, () => {}, '')).toThrow('The PayNow API sent no Pet.is_tame, or one that is not a boolean.');
  });

  test('make a body of what was given, and leave out what only answers hold', () => {
    const input = { petId: '1', weight: 5, nickName: null, tame: undefined };
    expect(toRestBody(PET, input, 'update')).toEqual({ weight: 5, nick_name: null });
  });

  test('make a body that creates: null counts as left out, and then a default stands', () => {
    expect(toRestBody(PET, { weight: null, nickName: null, tame: null }, 'create')).toEqual({ is_tame: true });
    expect(toRestBody(PET, { weight: 5, tame: false }, 'create')).toEqual({ is_tame: false, weight: 5 });
  });

  test('lead from a place in the body to the one in the input', () => {
    expect(toInputPath(PET, 'nickName', {})).toEqual(['nickName']);
    expect(toInputPath(PET, 'id', {})).toBeUndefined();
    expect(toInputPath(PET, 'weight', {})).toEqual(['weight']);
    expect(toInputPath(PET, 'weight', { size: 'large' })).toEqual(['size']);
  });
});
