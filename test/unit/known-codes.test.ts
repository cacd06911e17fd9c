import { expect, it } from 'vitest';
import { createKnownCodes } from '../../src/rest/known-codes.ts';

const coupons = [
  { id: '1', code: 'Spring' },
  { id: '2', code: 'AUTUMN' },
];

it('codes are known of lists that somebody asks by code, and of no others', () => {
  const codes = createKnownCodes();
  codes.learn(() => 'asked', coupons);
  expect(codes.find('asked', 'spring')).toBeUndefined();
  codes.learn(() => 'asked', coupons);
  codes.learn(() => 'other', coupons);
  expect(codes.find('asked', 'SPRING')).toBe('1');
  expect(codes.find('asked', 'winter')).toBeUndefined();
  expect(codes.find('other', 'SPRING')).toBeUndefined();
});

it('what was learned last counts, until it is forgotten', () => {
  const codes = createKnownCodes();
  codes.find('list', 'any');
  codes.learn(() => 'list', coupons);
  codes.learn(() => 'list', [{ id: '3', code: 'spring' }]);
  expect(codes.find('list', 'SPRING')).toBe('3');
  codes.forget('list', 'Spring');
  expect(codes.find('list', 'SPRING')).toBeUndefined();
  expect(codes.find('list', 'autumn')).toBe('2');
});

it('a code that is none is passed over', () => {
  const codes = createKnownCodes();
  codes.find('list', 'any');
  codes.learn(() => 'list', [{ id: '1', code: null as unknown as string }, ...coupons]);
  expect(codes.find('list', 'null')).toBeUndefined();
  expect(codes.find('list', 'autumn')).toBe('2');
});
