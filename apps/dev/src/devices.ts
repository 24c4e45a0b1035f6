// `npm run devices [-- PORT]`: a virtual receipt printer with a cash drawer on its connector, alone on a TCP port. Papers
// and drawer openings go to stderr; stdout has the ready line. For a till on this machine that wants something to print on.
import { describePaper, startVirtualPrinter } from '@beaveros/devices/virtual';
import { portArgument, runScript, untilSignal } from './house/script.ts';

await runScript(async () => {
  const printer = await startVirtualPrinter({
    port: portArgument(process.argv[2]),
    onPaper: (paper) => process.stderr.write(`${describePaper(paper)}\n`),
  });
  await using _ = printer;
  let opened = 0;
  void printer.until(({ drawer }) => {
    if (drawer.opened > opened) process.stderr.write('drawer | opened\n');
    opened = drawer.opened;
    return false;
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: `tcp://127.0.0.1:${printer.port}` })}\n`);
  await untilSignal();
  return true;
});
