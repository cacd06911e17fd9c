import type { ReactNode } from 'react';
import { type Field, type Fields, formatValue, valueAt } from './form/fields.ts';
import type { Units } from './form/kinds.ts';

/** All that an object says, for whoever may not change it. What has no effect is left out. */
export function Details({ fields, object, units }: { fields: Fields; object: object; units: Units }): ReactNode {
  return (
    <dl className="details">
      {(Object.entries(fields) as [string, Field][]).map(([name, { label, kind, onlyWith }]) => {
        const value = valueAt(object, name);
        if (value === undefined || value === null || value === false || value === '') return null;
        if (onlyWith && valueAt(object, onlyWith[0]) !== onlyWith[1]) return null;
        return (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{formatValue(kind, value, units)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
