import { type ReactNode, useState } from 'react';
import type { InputState } from './form.tsx';

/** Durations of one unit, as ISO 8601 writes them. What is none of them is typed in as it is written. */
const UNITS = {
  minutes: ['PT', 'M'],
  hours: ['PT', 'H'],
  days: ['P', 'D'],
  weeks: ['P', 'W'],
  months: ['P', 'M'],
  'in ISO 8601': ['', ''],
} as const;

type Unit = keyof typeof UNITS;

interface Amount {
  readonly amount: string;
  readonly unit: Unit;
}

/** A number and a unit, which a hidden input holds as one duration. */
export function DurationControl({
  name,
  label,
  text,
  attributes,
}: {
  name: string;
  label: string;
  text: string;
  attributes: InputState['attributes'];
}): ReactNode {
  const [{ amount, unit }, setValue] = useState(() => split(text));
  return (
    <span className="pair">
      <input
        autoComplete="off"
        inputMode={unit === 'in ISO 8601' ? 'text' : 'numeric'}
        value={amount}
        onChange={({ target }) => setValue({ amount: target.value, unit })}
        {...attributes}
      />
      <select
        aria-label={`${label}: unit`}
        value={unit}
        onChange={({ target }) => setValue({ amount, unit: target.value as Unit })}
      >
        {Object.keys(UNITS).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input type="hidden" name={name} value={join({ amount, unit })} />
    </span>
  );
}

function split(text: string): Amount {
  if (text === '') return { amount: '', unit: 'days' };
  for (const [unit, [start, end]] of Object.entries(UNITS) as [Unit, readonly [string, string]][]) {
    const amount = text.slice(start.length, text.length - end.length);
    if (text === start + amount + end && /^\d+$/.test(amount)) return { amount, unit };
  }
  return { amount: text, unit: 'in ISO 8601' };
}

function join({ amount, unit }: Amount): string {
  const [start, end] = UNITS[unit];
  return amount.trim() === '' ? '' : start + amount.trim() + end;
}
