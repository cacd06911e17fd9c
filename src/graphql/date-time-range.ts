import { ALL_IDS, type IdRange, idsMade } from '../rest/id-range.ts';
import { builder } from './builder.ts';
import { unixMsFrom } from './moment.ts';

export const DateTimeRange = builder.inputType('DateTimeRange', {
  description:
    'A stretch of time that holds its start but not its end, so that stretches which meet neither overlap nor leave a gap. Either end may be left out.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'The first moment that belongs to it. Left out: no start.' }),
    before: t.field({
      type: 'DateTime',
      description: 'The first moment that follows it. Left out: no end.',
    }),
  }),
});

/** The ids that are made in a stretch of time. They hold whole ms, so what lies between two of them begins with the later. */
export function toIdRange(range: typeof DateTimeRange.$inferInput | null | undefined): IdRange {
  if (!range) return ALL_IDS;
  const { from, before } = range;
  return idsMade({
    ...(from != null && { fromMs: unixMsFrom(from) }),
    ...(before != null && { beforeMs: unixMsFrom(before) }),
  });
}
