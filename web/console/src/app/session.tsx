/** Who is signed in, and the gate in front of every page that needs somebody. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { createContext, useContext, useEffect, type ComponentProps, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";

import { api, call, type Account, type Session } from "@siyu/shared/api";

import { ErrorState } from "../parts/EmptyState";
import { PageSkeleton } from "./PageSkeleton";
import { queryClient, SESSION_KEY } from "./queries";

export function useSessionQuery() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: () => call(api.GET("/api/session")), staleTime: 60_000 });
}

/** Puts a fresh session in place and forgets whatever the previous account or company had loaded. */
export function adoptSession(session: Session): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  queryClient.setQueryData(SESSION_KEY, session);
}

export type SignedIn = Session & { account: Account };

const Current = createContext<SignedIn | null>(null);

/** The session inside the gate; outside it there is none, and asking is a mistake. */
export function useSession(): SignedIn {
  const session = useContext(Current);
  if (!session) throw new Error("useSession is used outside SessionGate");
  return session;
}

/** True when the signed-in account holds the permission. */
export function useMay(permission: string | undefined): boolean {
  const { permissions } = useSession().account;
  return permission === undefined || permissions.includes("*") || permissions.includes(permission);
}

export function SessionGate({ children }: { children: ReactNode }) {
  const query = useSessionQuery();
  const demo = useMutation({ mutationFn: () => call(api.POST("/api/session/demo")), onSuccess: adoptSession });
  const location = useLocation();
  const session = query.data;
  const entersDemo = session?.signed_in === false && session.demo_available && !leftDemo();

  const { mutate, isIdle } = demo;
  useEffect(() => {
    if (entersDemo && isIdle) mutate();
  }, [entersDemo, isIdle, mutate]);

  if (query.error && !session) return <Stopped error={query.error} onRetry={() => void query.refetch()} />;
  if (demo.error) return <Stopped error={demo.error} onRetry={() => mutate()} />;
  if (!session || entersDemo) return <PageSkeleton />;
  if (!session.signed_in || !session.account) {
    const next = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={`/login?next=${next}`} replace />;
  }
  return <Current value={session as SignedIn}>{children}</Current>;
}

/** There is no shell around it yet, so it is a page of its own. */
function Stopped(props: ComponentProps<typeof ErrorState>) {
  return (
    <main>
      <h1 className="sy-visually-hidden">Siyu</h1>
      <ErrorState {...props} />
    </main>
  );
}

// Somebody who signs out of the demo wants the login page, not to be signed in again at once.
const LEFT_DEMO = "siyu.left-demo";
const leftDemo = (): boolean => sessionStorage.getItem(LEFT_DEMO) === "1";

export function rememberLeaving(): void {
  sessionStorage.setItem(LEFT_DEMO, "1");
}

export function forgetLeaving(): void {
  sessionStorage.removeItem(LEFT_DEMO);
}
