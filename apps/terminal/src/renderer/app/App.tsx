import { Announcer, FormatProvider, Toasts, useLanguage, useTheme } from '@beaveros/ui';
import type { StatusView } from '@beaveros/protocol/ipc';
import { useOrderDesk } from '../guess/order-desk.ts';
import { useStoreLanguage } from '../i18n/store-language.ts';
import { KeepPayable } from '../pay/KeepPayable.tsx';
import { PayScreen } from '../pay/PayScreen.tsx';
import { ReceiptScreen } from '../receipt/ReceiptScreen.tsx';
import { SellScreen } from '../sell/SellScreen.tsx';
import { useScanWedge } from '../sell/scan-wedge.ts';
import { OpenShift } from '../shift/OpenShift.tsx';
import { SignIn } from '../sign-in/SignIn.tsx';
import { OpenOrders } from '../status/OpenOrders.tsx';
import { StateSheet } from '../status/StateSheet.tsx';
import { useStatus } from '../till/use-status.ts';
import { NotReached } from './NotReached.tsx';
import { shownScreen } from './shown-screen.ts';
import { TopBar } from './TopBar.tsx';
import { useResume } from './use-resume.ts';
import { useViewStore } from './view-store.ts';

/** The till: top bar, the screen in front, and what lies over it. */
export function App() {
  const isKnown = useStatus(() => true) ?? false;
  const locale = useStatus((status) => status.locale) ?? null;
  // The first use paints the document in the theme that this machine remembers.
  useTheme();
  const language = useLanguage();
  useStoreLanguage(locale?.language);
  useResume();
  return (
    <FormatProvider value={formatOf(language, locale)}>
      {isKnown ? <Till /> : <NotReached />}
      <Toasts />
      <Announcer />
    </FormatProvider>
  );
}

function Till() {
  const shown = useShownScreen();
  const terminal = useStatus((status) => status.terminal);
  useScanWedge(shown === 'sell');
  if (shown === 'starting' || terminal === undefined) return <NotReached />;
  return (
    <div className="@container/page flex h-full flex-col bg-canvas text-ink">
      <TopBar shown={shown} />
      {shown === 'sign-in' && <SignIn />}
      {shown === 'open-shift' && <OpenShift />}
      {shown !== 'sign-in' && <KeepPayable terminal={terminal} />}
      {shown === 'sell' && <SellScreen />}
      {shown === 'pay' && <PayScreen terminal={terminal} />}
      {shown === 'receipt' && <ReceiptScreen />}
      <StateSheet />
      <OpenOrders />
    </div>
  );
}

function useShownScreen(): ReturnType<typeof shownScreen> {
  const isShiftOpen = useStatus((status) => status.shift !== null) ?? false;
  const isSessionKnown = useViewStore((state) => state.isSessionKnown);
  const isSignedIn = useViewStore((state) => state.person !== null);
  const isSwitching = useViewStore((state) => state.isSwitching);
  const wanted = useViewStore((state) => state.screen);
  const hasOrder = useOrderDesk((desk) => desk.view !== null);
  return shownScreen({
    isStatusKnown: true,
    isSessionKnown,
    isSignedIn,
    isSwitching,
    isShiftOpen,
    hasOrder,
    wanted,
  });
}

/** The language on the screen in the way of the store's country, when it is the store's language. */
function formatOf(language: string, locale: StatusView['locale']) {
  if (locale === null) return { language };
  const { timeZone, currency } = locale;
  const isStores = locale.language.split('-')[0] === language;
  return { language: isStores ? locale.language : language, timeZone, currency };
}
