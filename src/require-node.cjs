// Runs before the program on whatever Node there is, since an old one cannot read the program at all: it is TypeScript.
const { engines } = require('../package.json');

const needed = Number(/\d+/.exec(engines.node)[0]);
if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `Node ${needed} or later is needed, and this is Node ${process.versions.node}: install it, or let npm bring it ` +
      'along by `npm ci --ignore-scripts=false`.\n',
  );
  process.exit(1);
}
