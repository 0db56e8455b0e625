/** Below the rows: how many there are, and the way to the next page. */
import { LeftOutlined, RightOutlined, VerticalRightOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";

import { exact } from "@siyu/shared/format";

import styles from "./QueryTable.module.css";
import { PAGE_SIZES, type TableUrl } from "./useTableUrl";

interface Props {
  url: TableUrl;
  total: number | undefined;
  nextCursor: string | null;
}

export function Pager({ url, total, nextCursor }: Props) {
  const { t } = useTranslation("parts");
  return (
    <nav className={styles.pager} aria-label={t("table.pages")}>
      <span className={styles.total}>{total !== undefined && t("table.total", { count: total, shown: exact(total) })}</span>
      <Select
        aria-label={t("table.page_size")}
        value={url.limit}
        onChange={url.setLimit}
        options={PAGE_SIZES.map((size) => ({ value: size, label: t("table.per_page", { size }) }))}
      />
      <Button aria-label={t("table.first_page")} icon={<VerticalRightOutlined />} disabled={url.isFirst} onClick={url.toFirst} />
      <Button aria-label={t("table.previous_page")} icon={<LeftOutlined />} disabled={!url.hasTrail} onClick={url.toPrevious} />
      {(url.isFirst || url.hasTrail) && <span className={styles.page}>{url.page}</span>}
      <Button
        aria-label={t("table.next_page")}
        icon={<RightOutlined />}
        disabled={nextCursor === null}
        onClick={() => nextCursor && url.toNext(nextCursor)}
      />
    </nav>
  );
}
