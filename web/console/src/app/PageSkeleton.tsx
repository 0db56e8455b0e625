/** The grey shape of a page while its data or code is on the way. */
import { Skeleton } from "antd";

export function PageSkeleton() {
  return (
    <div aria-busy="true" style={{ padding: 24, maxWidth: 960 }}>
      <Skeleton active title={false} paragraph={{ rows: 6 }} />
    </div>
  );
}
