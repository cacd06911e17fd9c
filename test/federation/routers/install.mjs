import { spawnSync } from 'node:child_process';
import { findExecutable, INSTALLED, PROGRAMS } from './programs.mjs';

// Builds the routers that are crates. Each takes half an hour and more on two cores, and nothing when it is there already.
// One that a variable names is taken as it is.
for (const { name, variable, crate, executable } of PROGRAMS) {
  if (!crate || process.env[variable]) continue;
  process.stdout.write(`${name} (cargo install ${crate.join(' ')}):\n`);
  const options = ['--locked', '--bin', executable, '--root', INSTALLED];
  const { error, status } = spawnSync('cargo', ['install', ...crate, ...options], { stdio: 'inherit' });
  if (error || status !== 0) process.stdout.write(`cargo could not build it: name an executable in ${variable}.\n`);
}

if (!PROGRAMS.some(findExecutable)) {
  process.stdout.write(`There is no router: name one in ${PROGRAMS.map(({ variable }) => variable).join(', ')}.\n`);
  process.exitCode = 1;
}
