package io.millrace.ops;

import io.millrace.store.Fault;
import io.millrace.store.StoreConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for the database's answers; what keeps it from answering is told in one line that names the database. */
@Singleton
final class OperatorDatabase {

    /** Bounds one answer that costs the database next to nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** No such table or function. */
    private static final Set<String> NOT_MIGRATED = Set.of("42P01", "42883");

    private final StoreConfig store;

    OperatorDatabase(StoreConfig store) {
        this.store = store;
    }

    /** @throws OperatorFault when there is no answer */
    <T> T answer(Uni<T> asked) {
        return waited(asked.ifNoItem().after(PATIENCE).fail());
    }

    /**
     * Hands over each item as it comes, one at a time, for as long as it takes.
     *
     * @throws OperatorFault when the answers end before all were given
     */
    <T> void forEach(Multi<T> asked, Consumer<T> each) {
        waited(asked.onItem().invoke(each).onItem().ignoreAsUni());
    }

    private <T> T waited(Uni<T> asked) {
        try {
            return asked.await().indefinitely();
        } catch (OperatorFault ours) {
            throw ours;
        } catch (RuntimeException failure) {
            throw fault(failure);
        }
    }

    private OperatorFault fault(RuntimeException failure) {
        String where = "the database " + store.database() + " at " + store.host() + ":" + store.port();
        String sqlState = Fault.sqlState(failure);
        if (sqlState != null) {
            return new OperatorFault(
                    NOT_MIGRATED.contains(sqlState)
                            ? where + " has no schema of this version; run: millrace migrate"
                            : where + " refused: " + Fault.describe(failure),
                    failure);
        }
        Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
        return new OperatorFault(
                where + " cannot be reached: "
                        + Objects.requireNonNullElse(
                                cause.getMessage(), cause.getClass().getSimpleName()),
                failure);
    }
}
