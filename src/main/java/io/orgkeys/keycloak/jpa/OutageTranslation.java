package io.orgkeys.keycloak.jpa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a store: converts each failure that an outage of the database causes to a {@link StoreUnavailableException}.
 */
final class OutageTranslation implements InvocationHandler {

    private static final Logger LOGGER = Logger.getLogger(OutageTranslation.class);

    private final Object store;

    private OutageTranslation(Object store) {
        this.store = store;
    }

    /** @param port the interface of the store */
    static <T> T around(Class<T> port, T store) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, new OutageTranslation(store)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw translated(method, e.getTargetException());
        }
    }

    private static Throwable translated(Method method, Throwable failure) {
        if (failure instanceof StoreUnavailableException || !DatabaseOutage.isCauseOf(failure)) {
            return failure;
        }
        // Hibernate has already logged the error of the database
        LOGGER.debugf(failure, "The database failed in %s", method.getName());
        return StoreUnavailableException.ofDatabase(failure);
    }
}
