package io.millrace.http;

import java.util.List;

/** A request that its sender must change: 400, or 404 for something that does not exist. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int METHOD = 405;
    static final int BUSY = 503;

    private final int status;
    private final transient List<Problem.Fault> faults;

    private Refusal(int status, String detail, List<Problem.Fault> faults) {
        super(detail);
        this.status = status;
        this.faults = List.copyOf(faults);
    }

    static Refusal badRequest(List<Problem.Fault> faults) {
        return new Refusal(400, "The request has parameters that cannot be accepted.", faults);
    }

    static Refusal unknown(String parameter, String reason) {
        return new Refusal(404, "What was asked for does not exist.", List.of(new Problem.Fault(parameter, reason)));
    }

    /** For whatever is not among the resources, which the framework knows the methods of. */
    static Refusal method() {
        return new Refusal(METHOD, Problems.detail(METHOD), List.of());
    }

    /** Another time it will be answered. */
    static Refusal busy(String detail) {
        return new Refusal(BUSY, detail, List.of());
    }

    /** @param instance the path that was asked for */
    Problem problem(String instance) {
        return Problems.problem(status, String.valueOf(getMessage()), instance, faults);
    }

    int status() {
        return status;
    }
}
