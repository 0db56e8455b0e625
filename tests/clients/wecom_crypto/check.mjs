// Runs the vendor's own callback encryption on the tasks it reads from stdin, one JSON list in, one out.
import { readFileSync } from "node:fs";
import wecom from "@wecom/crypto";

const verbs = {
  encrypt: (task) => {
    const encrypt = wecom.encrypt(task.aes_key, task.message, task.id);
    return { encrypt, signature: wecom.getSignature(task.token, task.timestamp, task.nonce, encrypt) };
  },
  decrypt: (task) => {
    const { message, id } = wecom.decrypt(task.aes_key, task.encrypt);
    return { message, id, signature: wecom.getSignature(task.token, task.timestamp, task.nonce, task.encrypt) };
  },
};

const tasks = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(tasks.map((task) => verbs[task.verb](task))));
