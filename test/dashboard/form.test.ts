import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, type Fields, locate, toPatch, toTexts, toWhole } from './src/form/fields.ts';
import { boolean, count, duration, ids, moment, money, percent, text, UnreadableError } from './src/form/kinds.ts';

const EUR = { currency: 'eur' };

test('an amount is typed in as its currency is written, and stays exact', () => {
  const cases = [
    ['eur', '12.5', '1250'],
    ['eur', '12,50', '1250'],
    ['eur', '0.05', '5'],
    ['eur', '0', '0'],
    ['jpy', '12', '12'],
    ['bhd', '1.234', '1234'],
    ['eur', '92233720368547758.07', '9223372036854775807'],
    [null, '12', '12'],
  ] as const;
  for (const [currency, typed, minor] of cases) assert.equal(money.parse(typed, { currency }), minor, typed);
  for (const minor of ['0', '5', '99', '100', '9223372036854775807']) {
    for (const currency of ['eur', 'jpy', 'bhd', null]) {
      assert.equal(money.parse(money.toText(minor, { currency }), { currency }), minor);
    }
  }
});

test('what is no amount of the currency is refused with an example of one', () => {
  for (const [currency, typed, example] of [
    ['eur', '12.345', '12.50'],
    ['jpy', '12.5', '12.'],
    ['eur', '1,000.00', '12.50'],
    ['eur', '-5', '12.50'],
    ['eur', '', '12.50'],
    ['bhd', '1.2345', '12.500'],
  ] as const) {
    assert.throws(
      () => money.parse(typed, { currency }),
      (error) => error instanceof UnreadableError && error.message.includes(example),
      typed,
    );
  }
});

test('amounts, shares and durations are written as people write them', () => {
  assert.equal(money.format('123456', EUR), '€1,234.56');
  assert.equal(money.format('9223372036854775807', EUR), '€92,233,720,368,547,758.07');
  assert.equal(money.format('500', { currency: 'jpy' }), '¥500');
  assert.equal(money.format('500', { currency: null }), '500 of the smallest unit');
  assert.equal(percent.format('12.5', EUR), '12.5%');
  assert.equal(duration.format('P1M2DT30M', EUR), '1 month, 2 days, 30 minutes');
  assert.equal(duration.format('P1.5D', EUR), 'P1.5D');
});

test('a moment comes back to the minute', () => {
  const typed = moment.toText('2026-03-29T01:30:00.1234567Z', EUR);
  assert.match(typed, /^2026-03-\d\dT\d\d:\d\d$/);
  assert.equal(moment.parse(typed, EUR), '2026-03-29T01:30:00.000Z');
});

const FIELDS = {
  code: { label: 'Code', kind: text },
  note: { label: 'Note', kind: text, empty: '' },
  enabled: { label: 'On', kind: boolean },
  expiresAt: { label: 'Ends', kind: moment, empty: null },
  products: { label: 'Products', kind: ids, empty: [] },
  'discount.percentage': { label: 'Percent', kind: percent },
  'discount.amount': { label: 'Amount', kind: money },
  limit: { label: 'Limit', kind: count },
} as Fields;

const COUPON = {
  code: 'A',
  note: null,
  enabled: true,
  expiresAt: '2026-01-31T10:00:39.3951234Z',
  products: ['1', '2'],
  discount: { percentage: '12.5' },
  limit: '3',
};

test('a change holds what was changed and nothing else', () => {
  const before = toTexts(FIELDS, COUPON, EUR);
  assert.deepEqual(toPatch(FIELDS, before, before, EUR), { input: {} });
  const typed = { ...before, code: 'B', expiresAt: '', products: '', enabled: 'false' };
  assert.deepEqual(toPatch(FIELDS, before, typed, EUR), {
    input: { code: 'B', enabled: false, expiresAt: null, products: [] },
  });
});

test('a discount in another unit takes the place of the one before', () => {
  const { 'discount.percentage': _, ...before } = toTexts(FIELDS, COUPON, EUR);
  const typed = { ...before, 'discount.amount': '5' };
  assert.deepEqual(toPatch(FIELDS, toTexts(FIELDS, COUPON, EUR), typed, EUR), {
    input: { discount: { amount: '500' } },
  });
});

test('each text that cannot be read is told at its input', () => {
  const typed = { 'discount.percentage': 'a lot', limit: '1.5', code: 'A' };
  assert.deepEqual(toPatch(FIELDS, {}, typed, EUR), {
    mistakes: [
      { name: 'discount.percentage', message: 'Give a percentage, such as 12.5.' },
      { name: 'limit', message: 'Give a whole number.' },
    ],
  });
});

test('something new holds plain values where nothing was typed in', () => {
  const plain = toTexts(FIELDS, { enabled: true, limit: '0' }, EUR);
  const typed = { code: 'A', note: '', expiresAt: '', products: '', 'discount.percentage': '10' };
  assert.deepEqual(toWhole(FIELDS, plain, typed, EUR), {
    input: { code: 'A', note: '', enabled: true, products: [], discount: { percentage: '10' }, limit: '0' },
  });
});

test('what differs is told as people read it', () => {
  const now = { ...COUPON, enabled: false, discount: { amount: '500' } };
  assert.deepEqual(differences(FIELDS, COUPON, now, EUR), [
    { label: 'On', before: 'Yes', now: 'No' },
    { label: 'Percent', before: '12.5%', now: '–' },
    { label: 'Amount', before: '–', now: '€5.00' },
  ]);
});

test('an error goes to the input of its path, to one around it, or to the first below it', () => {
  const names = ['code', 'discount.percentage', 'commands', 'commands.0.command'];
  assert.equal(locate(['input', 'set', 'code'], names), 'code');
  assert.equal(locate(['input', 'set', 'commands', '0', 'command'], names), 'commands.0.command');
  assert.equal(locate(['input', 'set', 'commands', 7, 'command'], names), 'commands');
  assert.equal(locate(['input', 'set', 'discount'], names), 'discount.percentage');
  assert.equal(locate(['input', 'set', 'expiresAt'], names), undefined);
  assert.equal(locate(['input', 'id'], names), undefined);
  assert.equal(locate(null, names), undefined);
});
