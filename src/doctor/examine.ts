import { RestError } from '../rest/errors.ts';
import { checkAccess } from './access.ts';
import { checkAddress } from './address.ts';
import { checkFilters, tryFilters } from './filters.ts';
import type { Finding } from './finding.ts';
import { checkIds } from './ids.ts';
import { checkCursors, checkLists } from './lists.ts';
import { checkMarketing, firstOf, readMarketing } from './marketing.ts';
import type { Patient } from './patient.ts';
import { checkPercentages } from './percentages.ts';
import { probe } from './probe.ts';
import { checkProfile, readProfile } from './profile.ts';
import { checkProxy } from './proxy.ts';
import { checkClock, checkLatency } from './timing.ts';
import { checkVersion } from './version.ts';

/** Looks at everything that the gateway depends on, with GET requests only. It ends where nothing more can be seen. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const address = await (patient.proxy ? checkProxy(patient, patient.proxy) : checkAddress(patient));
  yield address;
  if (address.state === 'bad') return;
  try {
    yield* examineApi(patient);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const gateway = 'Makes reads again, and holds calls back for some seconds while too many fail.';
    yield { name: 'Answers', state: 'bad', found: error.message, gateway };
  }
}

async function* examineApi(patient: Patient): AsyncGenerator<Finding> {
  const first = await probe(patient);
  const access = checkAccess(first.status);
  yield access;
  if (access.state === 'bad') return;
  yield await checkLatency(patient);
  yield checkClock(first);
  const profile = await readProfile(patient);
  yield checkProfile(profile);
  const { finding, sample } = await checkLists(patient);
  yield finding;
  yield await checkCursors(patient, sample);
  yield checkIds(sample);
  const filters = await tryFilters(patient, sample);
  yield checkFilters(filters);
  yield checkPercentages(sample, patient.percentScale);
  const configurations = await readMarketing(patient);
  yield checkMarketing(configurations);
  const hasProfiles = profile instanceof RestError ? undefined : profile !== undefined;
  yield checkVersion({ coupon: sample[0], marketing: firstOf(configurations), hasProfiles, filters });
  yield* checkNews(patient);
}

/** What the answers so far held that is newer than the gateway. */
function* checkNews({ drifts }: Patient): Generator<Finding> {
  if (drifts.length === 0) return;
  const found = drifts.map(({ place, value }) => `${place}.${value}`).join(', ');
  const gateway = 'Leaves them out of answers, and keeps them when it changes parts of a marketing configuration.';
  yield { name: 'News', state: 'note', found: `fields newer than this gateway: ${found}`, gateway };
}
