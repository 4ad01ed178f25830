import org.openapitools.client.ApiClient;
import org.openapitools.client.api.AdminApi;
import org.openapitools.client.model.KeyUpdate;
import org.openapitools.client.model.ResourceUpdate;
import org.openapitools.client.model.Rotation;
import org.openapitools.client.model.SettingsUpdate;

/** Changes one field of a key, of the settings and of a resource, with the generated client. */
public final class Update {

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + arguments[1]));
        AdminApi admin = new AdminApi(client);
        admin.updateKey(arguments[2], arguments[3], new KeyUpdate().description("Changed"), null);
        admin.updateSettings(arguments[2], new SettingsUpdate().userKeysPerMember(3));
        admin.updateResource(arguments[2], "domains", new ResourceUpdate().description("Changed"));
        admin.rotateKey(arguments[2], arguments[3], null, new Rotation());
    }
}
