// Changes one field of a key, of the settings and of a resource, with the generated client.
import { AdminApi, Configuration } from "./index";

declare const process: { argv: string[]; exitCode: number };

const [basePath, accessToken, realm, id] = process.argv.slice(2);
const admin = new AdminApi(new Configuration({ basePath, accessToken }));

async function update() {
  await admin.updateKey({ realm, id, keyUpdate: { description: "Changed" } });
  await admin.updateSettings({ realm, settingsUpdate: { userKeysPerMember: 3 } });
  await admin.updateResource({ realm, name: "domains", resourceUpdate: { description: "Changed" } });
  await admin.rotateKey({ realm, id, rotation: {} });
}

update().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
