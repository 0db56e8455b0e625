/** Per person: how many customers a day at most, and the weight in a weighted rotation. */
import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import { useStaffById } from "../../../parts/staff";
import { Field } from "../fields/Field";
import styles from "./Editor.module.css";

interface Props {
  staffIds: string[];
  caps: Record<string, number>;
  /** Null when the rotation has no weights. */
  weights: Record<string, number> | null;
  onCaps: (caps: Record<string, number>) => void;
  onWeights: (weights: Record<string, number>) => void;
}

export function StaffNumbers({ staffIds, caps, weights, onCaps, onWeights }: Props) {
  const { t } = useTranslation("channel_codes");
  const byId = useStaffById();
  if (staffIds.length === 0) return null;
  return (
    <Field path="staff.staff_daily_caps" label={t("setting.staff.staff_daily_caps")}>
      {() => (
        <table className={styles.numbers}>
          <thead>
            <tr>
              <th scope="col">{t("staff.person")}</th>
              <th scope="col">{t("staff.cap")}</th>
              {weights && <th scope="col">{t("staff.weight")}</th>}
            </tr>
          </thead>
          <tbody>
            {staffIds.map((id) => {
              const name = byId.get(id)?.name ?? t("roster.unknown");
              return (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td>
                    <InputNumber
                      aria-label={t("staff.cap_of", { name })}
                      min={1}
                      precision={0}
                      placeholder={t("staff.no_cap")}
                      value={caps[id] ?? null}
                      onChange={(cap) => onCaps(withNumber(caps, id, cap))}
                    />
                  </td>
                  {weights && (
                    <td data-field={`staff.weights.${id}`}>
                      <InputNumber
                        aria-label={t("staff.weight_of", { name })}
                        min={0}
                        max={100}
                        precision={0}
                        placeholder="1"
                        value={weights[id] ?? null}
                        onChange={(weight) => onWeights(withNumber(weights, id, weight))}
                      />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Field>
  );
}

function withNumber(numbers: Record<string, number>, id: string, value: number | null): Record<string, number> {
  const { [id]: _replaced, ...others } = numbers;
  return value === null ? others : { ...others, [id]: value };
}
