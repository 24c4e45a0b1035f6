export type { DrawerOpening, Problem } from './mechanism.ts';
export { describePaper, type Paper } from './paper.ts';
export {
  startVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterFaults,
  type VirtualPrinterOptions,
} from './virtual-printer.ts';
