/** Finds Chinese words by their pinyin or its initials; the dictionary is fetched when first needed. */
import { useQuery } from "@tanstack/react-query";

type Matches = (words: string, typed: string) => boolean;

const plain: Matches = (words, typed) => words.toLowerCase().includes(typed.toLowerCase());

/** Until the dictionary has arrived, letters match only themselves. */
export function usePinyin(): Matches {
  const { data } = useQuery({
    queryKey: ["pinyin"],
    queryFn: async () => (await import("pinyin-match")).default,
    staleTime: Infinity,
  });
  return (words, typed) => plain(words, typed) || Boolean(data?.match(words, typed));
}
