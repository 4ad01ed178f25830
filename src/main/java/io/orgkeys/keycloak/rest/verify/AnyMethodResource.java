package io.orgkeys.keycloak.rest.verify;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.Response;

/** A resource that answers every HTTP method alike. JAX-RS wants a method of its own for each. */
public abstract class AnyMethodResource {

    abstract Response answer();

    @GET
    public Response get() {
        return answer();
    }

    @HEAD
    public Response head() {
        return answer();
    }

    @POST
    public Response post() {
        return answer();
    }

    @PUT
    public Response put() {
        return answer();
    }

    @PATCH
    public Response patch() {
        return answer();
    }

    @DELETE
    public Response delete() {
        return answer();
    }

    @OPTIONS
    public Response options() {
        return answer();
    }

    @WebDav.PropFind
    public Response propFind() {
        return answer();
    }

    @WebDav.PropPatch
    public Response propPatch() {
        return answer();
    }

    @WebDav.MkCol
    public Response mkCol() {
        return answer();
    }

    @WebDav.Copy
    public Response copy() {
        return answer();
    }

    @WebDav.Move
    public Response move() {
        return answer();
    }

    @WebDav.Lock
    public Response lock() {
        return answer();
    }

    @WebDav.Unlock
    public Response unlock() {
        return answer();
    }

    @WebDav.Report
    public Response report() {
        return answer();
    }

    @WebDav.Search
    public Response search() {
        return answer();
    }
}
