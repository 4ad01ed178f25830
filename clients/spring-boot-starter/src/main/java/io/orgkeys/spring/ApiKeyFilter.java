package io.orgkeys.spring;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.orgkeys.client.Credentials;
import io.orgkeys.client.Decision;
import io.orgkeys.client.KeyVerifier;
import io.orgkeys.client.Refusal;
import io.orgkeys.client.Requirement;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Verifies the key of a request. A request without a key stays anonymous, so that the rules of the application decide
 * about it.
 */
final class ApiKeyFilter extends OncePerRequestFilter {

    private final KeyVerifier keys;
    private final ClientAddress address;
    private final SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();
    // Keeps the caller for asynchronous requests and for the error page
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    ApiKeyFilter(KeyVerifier keys, ClientAddress address) {
        this.keys = keys;
        this.address = address;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Credentials credentials = Credentials.of(
                Collections.list(request.getHeaders("x-api-key")),
                Collections.list(request.getHeaders("Authorization")));
        if (credentials.areAmbiguous()) {
            Refusals.send(Refusal.AMBIGUOUS, response);
            return;
        }
        if (credentials.areMissing()) {
            chain.doFilter(request, response);
            return;
        }
        Decision decision = keys.verify(credentials.secret(), address.of(request), Requirement.none());
        if (!decision.isAllowed()) {
            Refusals.send(Refusal.of(decision), response);
            return;
        }
        SecurityContext context = holder.createEmptyContext();
        context.setAuthentication(new ApiKeyAuthentication(decision.caller()));
        holder.setContext(context);
        contexts.saveContext(context, request, response);
        chain.doFilter(request, response);
    }
}
