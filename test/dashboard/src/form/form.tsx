import {
  createContext,
  type FormEvent,
  type ReactNode,
  use,
  useEffect,
  useId,
  useRef,
  useState,
  useTransition,
} from 'react';
import { useSheet } from '../sheet.tsx';
import type { Field, Fields, Mistake, Texts } from './fields.ts';
import type { Units } from './kinds.ts';

interface FormState {
  readonly fields: Readonly<Record<string, Field | undefined>>;
  readonly texts: Texts;
  readonly units: Units;
  readonly mistakes: readonly Mistake[];
}

const FormContext = createContext<FormState | undefined>(undefined);

/** What has been typed in, and the names of all inputs, in their order. */
export interface Typed {
  readonly texts: Texts;
  readonly names: readonly string[];
}

/**
 * A form with inputs for some fields. What is wrong stands at its input and is read out; the first such input gets the
 * focus.
 *
 * @param texts what the inputs hold at first.
 * @param onSave gives what is wrong; nothing: it is saved.
 */
export function Form({
  fields,
  texts,
  units,
  saveLabel,
  onSave,
  notice,
  actions,
  children,
}: {
  fields: Fields;
  texts: Texts;
  units: Units;
  saveLabel: string;
  onSave: (typed: Typed) => Promise<readonly Mistake[]>;
  notice?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
  const [isSaving, startSaving] = useTransition();
  const sheet = useSheet();

  const read = (): Typed => readForm(form.current, fields);

  useEffect(() => {
    if (!sheet) return;
    const isDirty = () =>
      Object.entries(readForm(form.current, fields).texts).some(([name, text]) => text !== (texts[name] ?? ''));
    sheet.current = isDirty;
    return () => {
      sheet.current = () => false;
    };
  }, [sheet, fields, texts]);

  useEffect(() => {
    if (mistakes.length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .mistakes')?.focus();
  }, [mistakes]);

  function save(event: FormEvent): void {
    event.preventDefault();
    if (isSaving) return;
    startSaving(async () => setMistakes(await onSave(read())));
  }

  const general = mistakes.filter(({ name }) => name === undefined);
  return (
    <form ref={form} noValidate onSubmit={save} aria-busy={isSaving}>
      <div className="inputs">
        {notice}
        {general.length > 0 && (
          <div className="mistakes" role="alert" tabIndex={-1}>
            {general.map(({ message }) => (
              <p key={message}>{message}</p>
            ))}
          </div>
        )}
        <p className="visually-hidden" role="status">
          {mistakes.length > general.length && `${count(mistakes.length)} not right yet.`}
        </p>
        <FormContext value={{ fields: fields as FormState['fields'], texts, units, mistakes }}>{children}</FormContext>
      </div>
      <footer>
        {actions}
        <button type="submit" className="primary" aria-disabled={isSaving}>
          {isSaving ? 'Saving…' : saveLabel}
        </button>
      </footer>
    </form>
  );
}

function count(mistakes: number): string {
  return mistakes === 1 ? 'One thing is' : `${mistakes} things are`;
}

function readForm(form: HTMLFormElement | null, fields: Fields): Typed {
  const elements = Array.from(form?.elements ?? []).filter(isNamed);
  const own = elements.filter(({ name }) => name in fields);
  return {
    texts: Object.fromEntries(own.map((element) => [element.name, textOf(element)])),
    names: elements.map(({ name }) => name),
  };
}

type NamedElement = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function isNamed(element: Element): element is NamedElement {
  return 'name' in element && element.name !== '';
}

function textOf(element: NamedElement): string {
  return element.type === 'checkbox' ? String((element as HTMLInputElement).checked) : element.value;
}

/** What an input of a form needs to know of its field. */
export interface InputState {
  readonly field: Field;
  readonly text: string;
  readonly units: Units;
  readonly mistake: string | undefined;
  /** What every control has. */
  readonly attributes: {
    readonly id: string;
    readonly 'aria-invalid': boolean | undefined;
    readonly 'aria-describedby': string | undefined;
  };
  readonly hintId: string;
  readonly mistakeId: string;
}

/** @throws when there is no such field, or no form around. */
export function useInput(name: string): InputState {
  const state = use(FormContext);
  const field = state?.fields[name];
  if (!field) throw new Error(`There is no field ${name}.`);
  return { field, units: state.units, text: state.texts[name] ?? '', ...useMistake(name, field.hint !== undefined) };
}

/** What is wrong with an input, also with one that is only a part of a field. */
export function useMistake(name: string, hasHint = false): Omit<InputState, 'field' | 'text' | 'units'> {
  const mistake = use(FormContext)?.mistakes.find((each) => each.name === name)?.message;
  const id = useId();
  const [hintId, mistakeId] = [`${id}-hint`, `${id}-mistake`];
  const describedBy = [mistake && mistakeId, hasHint && hintId].filter(Boolean).join(' ');
  return {
    mistake,
    hintId,
    mistakeId,
    attributes: {
      id,
      'aria-invalid': mistake === undefined ? undefined : true,
      'aria-describedby': describedBy === '' ? undefined : describedBy,
    },
  };
}
