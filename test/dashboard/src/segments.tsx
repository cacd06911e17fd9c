import type { ReactNode } from 'react';

/** One of a few values, all in sight. */
export function Segments<Value extends string>({
  label,
  hidesLabel = false,
  name,
  choices,
  value,
  onChange,
}: {
  label: string;
  /** Whether only screen readers say it, where it is plain to see what is meant. */
  hidesLabel?: boolean;
  name: string;
  choices: readonly (readonly [Value, string])[];
  value: Value;
  onChange: (value: Value) => void;
}): ReactNode {
  return (
    <fieldset className="field" aria-label={hidesLabel ? label : undefined}>
      {!hidesLabel && <legend>{label}</legend>}
      <div className="segments">
        {choices.map(([choice, text]) => (
          <label key={choice}>
            <input type="radio" name={name} checked={value === choice} onChange={() => onChange(choice)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
