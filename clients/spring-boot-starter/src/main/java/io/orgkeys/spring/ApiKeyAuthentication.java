package io.orgkeys.spring;

import java.util.Objects;

import io.orgkeys.client.Caller;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** The caller of a request. Its authorities are the permissions of the key. It does not contain the key. */
final class ApiKeyAuthentication extends AbstractAuthenticationToken {

    private final transient Caller caller;
    private final String name;

    ApiKeyAuthentication(Caller caller) {
        super(AuthorityUtils.createAuthorityList(caller.permissions().toArray(String[]::new)));
        this.caller = caller;
        this.name = Objects.requireNonNullElse(caller.subject(), "");
        super.setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return caller;
    }

    /** Returns the user's id for a user key, and the key's id for a bot key. */
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof ApiKeyAuthentication that
                && caller.claims().equals(that.caller.claims());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
