/** Saves one step of the set-up and shows what the server answers. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormInstance } from "antd";
import { useState } from "react";

import type { Setup } from "@siyu/shared/api";

import { SESSION_KEY } from "../../app/queries";
import { useFormErrors } from "../../parts/formErrors";
import { SETUP_KEY } from "./setupKey";

export function useSave<T extends object>(form: FormInstance<T>, save: (values: T) => Promise<Setup>, onSaved: () => void) {
  const cache = useQueryClient();
  const showErrors = useFormErrors(form);
  const [problem, setProblem] = useState<string | null>(null);
  const mutation = useMutation({
    mutationFn: save,
    onMutate: () => setProblem(null),
    onSuccess: (setup) => {
      cache.setQueryData(SETUP_KEY, setup);
      // The company's name stands in the header.
      void cache.invalidateQueries({ queryKey: SESSION_KEY });
      onSaved();
    },
    onError: (error) => setProblem(showErrors(error)),
  });
  return { save: mutation.mutate, isSaving: mutation.isPending, problem };
}
