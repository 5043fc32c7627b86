package io.millrace.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param type always about:blank: the status and the errors say it all
 * @param instance the path that was asked for
 * @param errors which parameters are at fault; absent where none is
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Fault> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One parameter at fault.
     *
     * @param parameter its name in the query or the path
     */
    public record Fault(String parameter, String reason) {}
}
