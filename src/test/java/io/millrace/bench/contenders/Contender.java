package io.millrace.bench.contenders;

import java.io.IOException;
import java.util.List;

/** One way of getting the events into the table, or of reading them only: a program that is started, measured and ended. */
public interface Contender {
    /** By which it is chosen: {@code debezium-upsert}. */
    String name();

    /** In the words of the table. */
    String what();

    /** Whether it is to leave every event in {@code live_events}; else it reads them and counts. */
    default boolean stores() {
        return true;
    }

    /** How it is tuned, each with its reason; the report prints them. */
    List<String> tuning();

    /** What stands in its log when it has given up but does not end; empty: it ends. */
    default String givenUp() {
        return "";
    }

    /** Statements that the fresh database needs before the clock starts. */
    default List<String> before() {
        return List.of();
    }

    /**
     * Asked when all rows are there, beside them: answers null, or what else is not as it should be; empty: nothing is asked.
     *
     * @param events that there must be
     */
    default String complaint(long events) {
        return "";
    }

    /** The client; what it writes to its output is kept as its log. Started once. */
    ProcessBuilder client(Bout bout) throws IOException;
}
