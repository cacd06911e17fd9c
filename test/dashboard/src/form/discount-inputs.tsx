import { type ReactNode, useState } from 'react';
import { Segments } from '../segments.tsx';
import { useInput } from './form.tsx';
import { Input } from './input.tsx';

const UNITS = [
  ['percentage', 'Percent'],
  ['amount', 'Amount'],
] as const;

/** A discount with its unit, of which there is one input: only one of the two can be given. */
export function DiscountInputs({ name }: { name: string }): ReactNode {
  const { text: amount } = useInput(`${name}.amount`);
  const [unit, setUnit] = useState<'percentage' | 'amount'>(amount === '' ? 'percentage' : 'amount');
  return (
    <>
      <Segments label="Discount in" name={`${name}-unit`} choices={UNITS} value={unit} onChange={setUnit} />
      <Input key={unit} name={`${name}.${unit}`} />
    </>
  );
}
