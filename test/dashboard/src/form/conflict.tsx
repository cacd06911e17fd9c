import { type ReactNode, useEffect, useRef } from 'react';
import type { Difference } from './fields.ts';

/** Shows what somebody else has changed since a form was opened. */
export function Conflict({
  differences,
  onDrop,
}: {
  differences: readonly Difference[];
  onDrop: () => void;
}): ReactNode {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} className="conflict" aria-labelledby="conflict" tabIndex={-1}>
      <h3 id="conflict">Somebody else has saved changes meanwhile</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Changed</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ label, before, now }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                <del>{before}</del>
              </td>
              <td>
                <ins>{now}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>Nothing of yours is saved yet. When you save it, what you have not touched stays as they left it.</p>
      <button type="button" onClick={onDrop}>
        Drop mine and look at theirs
      </button>
    </section>
  );
}
