import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useInput, useMistake } from './form.tsx';
import type { Command } from './kinds.ts';

interface Row extends Command {
  readonly key: number;
}

/** Commands, one a row, which a hidden input holds together. */
export function CommandsControl({ name, text }: { name: string; text: string }): ReactNode {
  const { field, mistake, mistakeId, hintId } = useInput(name);
  const [rows, setRows] = useState<readonly Row[]>(() =>
    (JSON.parse(text || '[]') as Command[]).map((row, key) => ({ ...row, key })),
  );
  const nextKey = useRef(rows.length);
  const add = useRef<HTMLButtonElement>(null);
  const change = (key: number, changed: Partial<Command>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changed } : row)));
  return (
    <fieldset className="commands" aria-describedby={mistake === undefined ? hintId : mistakeId}>
      <legend>{field.label}</legend>
      {rows.map((row, index) => (
        <CommandRow
          key={row.key}
          name={`${name}.${index}`}
          row={row}
          isNew={row.command === '' && row.key === nextKey.current - 1}
          onChange={(changed) => change(row.key, changed)}
          onRemove={() => {
            setRows(rows.filter(({ key }) => key !== row.key));
            add.current?.focus();
          }}
        />
      ))}
      <button
        ref={add}
        type="button"
        onClick={() => setRows([...rows, { command: '', onlineOnly: false, key: nextKey.current++ }])}
      >
        Add a command
      </button>
      <input type="hidden" name={name} value={JSON.stringify(rows.map(({ key: _, ...row }) => row))} />
    </fieldset>
  );
}

function CommandRow({
  name,
  row,
  isNew,
  onChange,
  onRemove,
}: {
  name: string;
  row: Row;
  isNew: boolean;
  onChange: (changed: Partial<Command>) => void;
  onRemove: () => void;
}): ReactNode {
  const { attributes, mistake, mistakeId } = useMistake(`${name}.command`);
  const onlineId = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNew) input.current?.focus();
  }, [isNew]);
  return (
    <div className="command">
      <input
        name={`${name}.command`}
        aria-label="Command"
        className="code"
        autoComplete="off"
        spellCheck={false}
        ref={input}
        value={row.command}
        onChange={({ target }) => onChange({ command: target.value })}
        {...attributes}
      />
      <button
        type="button"
        className="quiet"
        aria-label={`Remove ${row.command || 'the empty command'}`}
        onClick={onRemove}
      >
        ✕
      </button>
      <span className="check">
        <input
          type="checkbox"
          id={onlineId}
          checked={row.onlineOnly}
          onChange={({ target }) => onChange({ onlineOnly: target.checked })}
        />
        <label htmlFor={onlineId}>Wait until the player is online</label>
      </span>
      {mistake !== undefined && (
        <p className="mistake" id={mistakeId}>
          {mistake}
        </p>
      )}
    </div>
  );
}
