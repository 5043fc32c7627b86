package io.millrace.ops;

import io.millrace.config.ConfigFault;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command could not do its work. The message is written for the operator and stands alone. */
final class OperatorFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OperatorFault(String message) {
        super(message);
    }

    OperatorFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Any failure in one line: what was written for the operator or by the database, else the root cause. */
    static String oneLine(Throwable failure) {
        Throwable told = failure;
        while (!speaksForItself(told) && told.getCause() != null) {
            told = told.getCause();
        }
        String text = Objects.requireNonNullElse(told.getMessage(), "no further word");
        String named = speaksForItself(told) ? text : told.getClass().getSimpleName() + ": " + text;
        return named.strip().replaceAll("\\p{Cntrl}+\\s*", " ");
    }

    /** The driver's root cause no longer says which server it was; its own message does. Flyway's are SQL errors too. */
    private static boolean speaksForItself(Throwable failure) {
        return failure instanceof OperatorFault
                || failure instanceof ConfigFault
                || failure instanceof ConfigurationException
                || (failure instanceof SQLException && !(failure.getCause() instanceof SQLException));
    }
}
