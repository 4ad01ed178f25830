package io.orgkeys.keycloak.rest.verify;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/**
 * Gives the same answer to every HTTP method, on one path and on all paths below this path. JAX-RS requires a Java
 * method for each HTTP method. A single path template matches the whole rest of the path, because with one template for
 * each segment, the memory for a long path would grow quadratically.
 */
public abstract class AnyMethodResource {

    private static final String BELOW = "below";
    private static final String PATH = "verify{" + BELOW + ": (/.*)?}";

    /**
     * Answers the request.
     *
     * @param below the rest of the path, with its leading slash; may be empty
     */
    abstract Response answer(String below);

    @GET
    @Path(PATH)
    public Response get(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @HEAD
    @Path(PATH)
    public Response head(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @POST
    @Path(PATH)
    public Response post(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @PUT
    @Path(PATH)
    public Response put(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @PATCH
    @Path(PATH)
    public Response patch(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @DELETE
    @Path(PATH)
    public Response delete(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @OPTIONS
    @Path(PATH)
    public Response options(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.PropFind
    @Path(PATH)
    public Response propFind(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.PropPatch
    @Path(PATH)
    public Response propPatch(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.MkCol
    @Path(PATH)
    public Response mkCol(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Copy
    @Path(PATH)
    public Response copy(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Move
    @Path(PATH)
    public Response move(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Lock
    @Path(PATH)
    public Response lock(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Unlock
    @Path(PATH)
    public Response unlock(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Report
    @Path(PATH)
    public Response report(@PathParam(BELOW) String below) {
        return answer(below);
    }

    @WebDav.Search
    @Path(PATH)
    public Response search(@PathParam(BELOW) String below) {
        return answer(below);
    }
}
