import type { ReactNode } from 'react';
import { CommandsControl } from './commands-control.tsx';
import { DurationControl } from './duration-control.tsx';
import { type InputState, useInput } from './form.tsx';
import type { Control, Units } from './kinds.ts';

/** The input of a field, with its label, its hint and what is wrong with it. */
export function Input({ name }: { name: string }): ReactNode {
  const state = useInput(name);
  const { field, mistake, mistakeId, hintId, attributes } = state;
  const { label, hint, kind } = field;
  const notes = (
    <>
      {mistake !== undefined && (
        <p className="mistake" id={mistakeId}>
          {mistake}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
    </>
  );
  if (kind.control === 'checkbox') {
    return (
      <div className="field check">
        <input type="checkbox" name={name} defaultChecked={state.text === 'true'} {...attributes} />
        <label htmlFor={attributes.id}>{label}</label>
        {notes}
      </div>
    );
  }
  if (kind.control === 'commands') {
    return (
      <div className="field wide">
        <CommandsControl name={name} text={state.text} />
        {notes}
      </div>
    );
  }
  return (
    <div className={`field${kind.control === 'multiline' || kind.control === 'code' ? ' wide' : ''}`}>
      <label htmlFor={attributes.id}>{label}</label>
      <TextControl name={name} control={kind.control} state={state} />
      {notes}
    </div>
  );
}

function TextControl({ name, control, state }: { name: string; control: Control; state: InputState }): ReactNode {
  const { attributes, text, units, field } = state;
  const common = { name, defaultValue: text, ...attributes };
  if (typeof control === 'object') {
    return (
      <select {...common}>
        {Object.entries(control.choices).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  switch (control) {
    case 'multiline':
      return <textarea rows={2} {...common} />;
    case 'moment':
      return <input type="datetime-local" {...common} />;
    case 'duration':
      return <DurationControl name={name} label={field.label} text={text} attributes={attributes} />;
    case 'money':
      return <Affixed before={symbolOf(units)} input={<input inputMode="decimal" autoComplete="off" {...common} />} />;
    case 'percent':
      return <Affixed after="%" input={<input inputMode="decimal" autoComplete="off" {...common} />} />;
    case 'number':
      return <input inputMode="numeric" autoComplete="off" {...common} />;
    case 'code':
      return <input className="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} {...common} />;
    default:
      return <input autoComplete="off" {...common} />;
  }
}

/** An input with the unit of its value in sight. */
function Affixed({ before, after, input }: { before?: string; after?: string; input: ReactNode }): ReactNode {
  return (
    <span className="affixed">
      {before !== undefined && <span aria-hidden="true">{before}</span>}
      {input}
      {after !== undefined && <span aria-hidden="true">{after}</span>}
    </span>
  );
}

/** `€` for euros; nothing when the currency is not known. */
function symbolOf({ currency }: Units): string {
  if (currency === null) return '';
  const parts = new Intl.NumberFormat(undefined, { style: 'currency', currency }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency.toUpperCase();
}
