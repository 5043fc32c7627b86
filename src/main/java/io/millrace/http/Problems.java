package io.millrace.http;

import io.millrace.query.DatabaseAway;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure becomes one problem here; what the reader must not see ends in the log. */
@Singleton
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    /** Long enough for a restart of the database, short enough for a reader who waits. */
    static final String RETRY_AFTER_SECONDS = "5";

    static final String AWAY = "The database is not available. Try again later.";

    @ServerExceptionMapper
    Response refused(Refusal refusal, UriInfo uri) {
        return answer(refusal.problem(path(uri))).build();
    }

    /** Not logged for each request: the readiness check reports the database once. */
    @ServerExceptionMapper
    Response away(DatabaseAway away, UriInfo uri) {
        LOG.debug("The database is away", away);
        return answer(away(path(uri)))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** What the framework refuses: an unknown path, a method, a media type. Its headers (Allow) stay. */
    @ServerExceptionMapper
    Response framework(WebApplicationException refusal, UriInfo uri) {
        Response original = refusal.getResponse();
        Response.ResponseBuilder answer =
                answer(problem(original.getStatus(), detail(original.getStatus()), path(uri), List.of()));
        original.getStringHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                    && !name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> answer.header(name, value));
            }
        });
        return answer.build();
    }

    @ServerExceptionMapper
    Response mistake(Throwable mistake, UriInfo uri) {
        LOG.error("A request failed by a mistake of ours", mistake);
        return answer(mistake(path(uri))).build();
    }

    static Problem away(String instance) {
        return problem(503, AWAY, instance, List.of());
    }

    static Problem mistake(String instance) {
        return problem(500, "The request failed by a mistake of the service.", instance, List.of());
    }

    /** @param faults empty where no parameter is at fault */
    static Problem problem(int status, String detail, String instance, List<Problem.Fault> faults) {
        return new Problem("about:blank", title(status), status, detail, instance, faults.isEmpty() ? null : faults);
    }

    private static String path(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }

    private static Response.ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status())
                .entity(problem)
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static String title(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    static String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path does not answer to this method.";
            case 406 -> "The answer is application/json or text/csv.";
            default -> "The request was refused.";
        };
    }
}
