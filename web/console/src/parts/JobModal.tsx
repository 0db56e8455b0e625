/** A job's progress in a dialog that may be closed while the job goes on. */
import { Modal } from "antd";

import { JobProgress } from "./JobProgress";

interface Props {
  jobId: string;
  title: string;
  onClose: () => void;
}

export function JobModal({ jobId, title, onClose }: Props) {
  return (
    <Modal open title={title} footer={null} onCancel={onClose}>
      <JobProgress jobId={jobId} />
    </Modal>
  );
}
