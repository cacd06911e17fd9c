import { toBanner } from '../banner.ts';
import type { Config } from '../config.ts';
import { endOnSignal } from './end.ts';
import { openGateway } from './gateway.ts';
import { openLog } from './process-log.ts';
import { openRestApi } from './rest-api.ts';

/**
 * Runs the gateway in this process, until a signal ends it.
 *
 * @param warnings which the start prints.
 * @throws {ListenError | ConfigError}
 */
export async function runAlone(given: Config, warnings: readonly string[]): Promise<void> {
  const log = await openLog(given);
  const { config, origin: apiOrigin, sandboxUrl, sandboxAuthorization, close } = await openRestApi(given);
  const gateway = await openGateway(config, { log, apiOrigin, sandboxAuthorization });
  const { origin, metricsOrigin } = gateway;
  log.output.write(toBanner({ config, origin, metricsOrigin, sandboxUrl, sandboxAuthorization, warnings }));
  endOnSignal(gateway, log, close);
}
