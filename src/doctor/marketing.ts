import type { MarketingConfigurationDto } from '../rest/contract/dto.ts';
import { RestError } from '../rest/errors.ts';
import { fetchMarketingConfiguration, type MarketingKind } from '../rest/marketing.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const KINDS: readonly MarketingKind[] = ['abandoned-checkouts', 'purchase-follow-ups'];

/** What became of reading both marketing configurations: the document, undefined for none, or why it cannot be read. */
export type MarketingAnswers = ReadonlyMap<MarketingKind, MarketingConfigurationDto | undefined | RestError>;

export async function readMarketing({ call, storeId }: Patient): Promise<MarketingAnswers> {
  const answers = new Map<MarketingKind, MarketingConfigurationDto | undefined | RestError>();
  for (const kind of KINDS) {
    const answer = await fetchMarketingConfiguration(call, storeId, kind).catch((error: unknown) => {
      if (error instanceof RestError) return error;
      throw error;
    });
    answers.set(kind, answer);
  }
  return answers;
}

/** A configuration that could be read; undefined when there is none. */
export function firstOf(answers: MarketingAnswers): MarketingConfigurationDto | undefined {
  for (const answer of answers.values()) {
    if (answer && !(answer instanceof RestError)) return answer;
  }
  return undefined;
}

/** Says whether the configurations can be read. */
export function checkMarketing(answers: MarketingAnswers): Finding {
  const found = [...answers].map(([kind, answer]) => `${kind}: ${describe(answer)}`).join('; ');
  const isBad = [...answers.values()].some((answer) => answer instanceof RestError);
  const gateway = isBad
    ? 'The configurations that cannot be read are null with an error; all else works.'
    : 'Reads and writes whole configurations; of two changes at once, the later one stays.';
  const isNone = [...answers.values()].every((answer) => answer === undefined);
  return { name: 'Marketing', state: isBad ? 'bad' : isNone ? 'unknown' : 'good', found, gateway };
}

function describe(answer: MarketingConfigurationDto | undefined | RestError): string {
  if (answer instanceof RestError) return answer.message;
  if (answer === undefined) return 'none';
  return `${answer.enabled ? 'on' : 'off'}${answer.invalid ? ', invalid' : ''}`;
}
