package io.millrace.http;

import java.util.List;
import java.util.Map;

/**
 * Why a request goes no further than the door.
 *
 * @param reason as it is counted
 * @param headers beside those of every problem
 * @param faults the parameters at fault; empty where it is none's
 */
record Refused(int status, Reason reason, String detail, Map<String, String> headers, List<Problem.Fault> faults) {
    /** A label of {@code millrace_http_refused_total}. */
    enum Reason {
        TOKEN_IN_URL,
        BAD_REQUEST,
        METHOD,
        BODY,
        ORIGIN,
        HOST,
        NO_TOKEN,
        WRONG_TOKEN,
        WRONG_TOKENS,
        SCOPE,
        RATE,
        TOKENS_UNKNOWN
    }

    /** @param instance the path that was asked for, without a token in it */
    Problem problem(String instance) {
        return Problems.problem(status, detail, instance, faults);
    }

    static Refused tokenInUrl(String parameter) {
        return new Refused(
                400,
                Reason.TOKEN_IN_URL,
                "A token belongs into the header Authorization, never into a URL: those stand in logs and histories."
                        + " Have this one revoked.",
                Map.of(),
                List.of(new Problem.Fault(parameter, "must not stand in a URL")));
    }

    static Refused unreadable() {
        return new Refused(
                400, Reason.BAD_REQUEST, "The request's URL, or its Host, cannot be read.", Map.of(), List.of());
    }

    /** As the resources say it, too, for methods that others than they could take. */
    static Refused method() {
        return new Refused(405, Reason.METHOD, Problems.detail(405), Map.of("Allow", "GET, HEAD, OPTIONS"), List.of());
    }

    static Refused body() {
        return new Refused(413, Reason.BODY, "No request here has a body.", Map.of("Connection", "close"), List.of());
    }

    static Refused origin() {
        return new Refused(403, Reason.ORIGIN, "Pages of this origin may not ask.", Map.of(), List.of());
    }

    /** @param host as it was sent */
    static Refused host(String host) {
        return new Refused(
                421,
                Reason.HOST,
                "Nobody is answered under the name '" + host + "' here. Ask localhost or an address, or have the name"
                        + " listed in millrace.http.names.",
                Map.of(),
                List.of());
    }

    static Refused noToken() {
        return new Refused(
                401,
                Reason.NO_TOKEN,
                "This needs a token, as Authorization: Bearer …",
                Map.of("WWW-Authenticate", "Bearer"),
                List.of());
    }

    /** Unknown, wrong, expired or revoked: it is not said which. */
    static Refused wrongToken() {
        return new Refused(
                401,
                Reason.WRONG_TOKEN,
                "This token is not valid.",
                Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""),
                List.of());
    }

    static Refused wrongTokens(long seconds) {
        return new Refused(
                429,
                Reason.WRONG_TOKENS,
                "Too many wrong tokens came from this address.",
                Map.of("Retry-After", String.valueOf(seconds)),
                List.of());
    }

    static Refused scope(String needed) {
        return new Refused(
                403,
                Reason.SCOPE,
                "This needs a token of the scope " + needed + ".",
                Map.of("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\""),
                List.of());
    }

    static Refused rate(long seconds) {
        return new Refused(
                429,
                Reason.RATE,
                "Too many requests. RateLimit-Policy says how many may come.",
                Map.of("Retry-After", String.valueOf(seconds)),
                List.of());
    }

    static Refused tokensUnknown() {
        return new Refused(
                503,
                Reason.TOKENS_UNKNOWN,
                "Which tokens are valid is not known now. Try again later.",
                Map.of("Retry-After", Problems.RETRY_AFTER_SECONDS),
                List.of());
    }
}
