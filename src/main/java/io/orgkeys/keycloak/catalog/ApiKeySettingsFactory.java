package io.orgkeys.keycloak.catalog;

import java.util.Objects;
import java.util.Optional;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;

/** Stores the settings as a realm component. A realm has at most one such component. */
public final class ApiKeySettingsFactory extends ApiCatalogComponentFactory {

    public static final String ID = "api-key-settings";

    public ApiKeySettingsFactory() {
        super(
                ID,
                "Prefix, limits and lifetimes of the realm's API keys.",
                ApiKeySettings.ALL.stream().map(Setting::property).toList());
    }

    @Override
    void validate(RealmModel realm, ComponentModel component) {
        FieldErrors errors = new FieldErrors();
        component.getConfig().keySet().stream()
                .filter(name -> ApiKeySettings.find(name).isEmpty())
                .forEach(name -> errors.add(FieldError.shown(name), FieldErrorCode.UNKNOWN_FIELD));
        ApiKeySettings.load(component.getConfig(), errors);
        find(realm)
                .filter(other -> !Objects.equals(other.getId(), component.getId()))
                .ifPresent(other -> errors.add("name", FieldErrorCode.SETTINGS_EXIST));
        errors.throwIfAny();
    }

    static Optional<ComponentModel> find(RealmModel realm) {
        return realm.getComponentsStream(realm.getId(), ApiCatalogProvider.class.getName())
                .filter(component -> ID.equals(component.getProviderId()))
                .findFirst();
    }

    static void write(ApiKeySettings settings, ComponentModel component) {
        component.setName("settings");
        component.setConfig(settings.store());
    }
}
