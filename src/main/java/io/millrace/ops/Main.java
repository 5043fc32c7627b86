package io.millrace.ops;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Decides what this process is: the service, or one operator command that runs and ends.
 *
 * <p>A command boots the same application under the profile {@code ops}, in which Kafka channels, HTTP and the
 * scheduler stay off and the log goes to standard error.
 */
@QuarkusMain
public final class Main {

    /** Held, or the level set on it would go with it. */
    private static final Logger VALIDATOR = Logger.getLogger("org.hibernate.validator");

    /**
     * What makes a command of this process. As system properties, because what config.json and the environment say of the service goes before
     * what the profile says: a command reads nothing from Kafka, whether the service does or not, and a room with millions of events takes
     * longer to recompute than a batch of the service may.
     */
    private static final Map<String, String> COMMAND = Map.of(
            "quarkus.profile", "ops",
            "millrace.intake.enabled", "false",
            "millrace.store.statement-timeout", "PT0S");

    private Main() {}

    public static void main(String... arguments) {
        if (isService(arguments)) {
            ParentWatch.start();
            Quarkus.run(arguments);
        } else if (isConfig(arguments)) {
            // A file that is not in order would keep the application from starting.
            System.exit(CommandRunner.withoutApplication(ConfigCommand.class, withoutTheFirst("config", arguments)));
        } else {
            COMMAND.forEach(System::setProperty);
            // Settings are checked before the log is set up: it would introduce itself ahead of what is wrong with
            // them.
            VALIDATOR.setLevel(Level.WARNING);
            Quarkus.run(CommandRunner.class, CommandRunner::exit, arguments);
        }
    }

    /** The option of the top, which all commands take, may stand before the command. */
    private static boolean isConfig(String... arguments) {
        return Stream.of(arguments)
                .filter(argument -> !argument.equals(MillraceCommand.VERBOSE))
                .findFirst()
                .filter("config"::equals)
                .isPresent();
    }

    private static String[] withoutTheFirst(String word, String... arguments) {
        List<String> rest = new ArrayList<>(List.of(arguments));
        rest.remove(word);
        return rest.toArray(String[]::new);
    }

    private static boolean isService(String... arguments) {
        return arguments.length == 0 || (arguments.length == 1 && arguments[0].equals("serve"));
    }
}
