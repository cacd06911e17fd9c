import { ConfigError, readConfig } from './config.ts';
import { ListenError } from './process/listen-error.ts';
import { findTypos, findWarnings } from './warnings.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const warnings = findWarnings(config, process.env);
  // One process has nothing to do with several, and the primary of several serves nothing: each loads its own half.
  if (config.processes === 1) {
    const { runAlone } = await import('./process/alone.ts');
    await runAlone(config, warnings);
  } else {
    const { runPrimary } = await import('./process/primary.ts');
    await runPrimary(config, warnings);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof ListenError)) throw error;
  // A variable that is missing may only be misspelt.
  const typos = error instanceof ConfigError ? findTypos(process.env).map((typo) => `  - ${typo}`) : [];
  process.stderr.write(`${[error.message, ...typos].join('\n')}\n`);
  process.exit(error instanceof ConfigError ? 78 : 1); // 78: EX_CONFIG in sysexits.h
}
