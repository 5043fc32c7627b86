package io.millrace.bench.contenders;

import io.millrace.bench.servers.PostgresServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All contenders, in the order of the table, and the choice among them. */
public final class Contenders {
    /** A topic that the service wants and that stays empty. */
    public static final String PROFILES = MillraceContender.PROFILES;

    private Contenders() {}

    /**
     * @param furtherIndexes of {@code live_events} beside the identity's; where there are none, the table with all its indexes is the same
     *     table and is not measured twice
     */
    public static List<Contender> all(List<String> furtherIndexes, String millraceHeap) {
        List<Contender> all = new ArrayList<>();
        for (boolean keyAlone : furtherIndexes.isEmpty() ? new boolean[] {true} : new boolean[] {true, false}) {
            all.add(new CopyContender(1, keyAlone, furtherIndexes));
            all.add(new CopyContender(2, keyAlone, furtherIndexes));
        }
        all.add(new ConsumerContender(false));
        all.add(new ConsumerContender(true));
        all.addAll(DebeziumContender.all());
        all.add(new HandWrittenContender(1));
        all.add(new HandWrittenContender(2));
        all.add(new FlinkContender());
        all.add(new MillraceContender(false, millraceHeap));
        all.add(new MillraceContender(true, millraceHeap));
        return all;
    }

    /**
     * @param names with commas between, a {@code *} at the end for all that begin so; empty: all
     * @throws IllegalArgumentException where a name is of none
     */
    public static List<Contender> chosen(List<Contender> all, String names) {
        if (names.isBlank()) {
            return all;
        }
        Map<String, Contender> chosen = new LinkedHashMap<>();
        for (String wanted :
                Arrays.stream(names.split(",", -1)).map(String::strip).toList()) {
            List<Contender> found =
                    all.stream().filter(it -> matches(it.name(), wanted)).toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("there is no contender " + wanted + "; there are "
                        + String.join(", ", all.stream().map(Contender::name).toList()));
            }
            found.forEach(it -> chosen.put(it.name(), it));
        }
        return all.stream().filter(it -> chosen.containsKey(it.name())).toList();
    }

    private static boolean matches(String name, String wanted) {
        return wanted.endsWith("*") ? name.startsWith(wanted.substring(0, wanted.length() - 1)) : name.equals(wanted);
    }

    /** What stores the rows as everybody has to store them. */
    public static Contender reference() {
        return new CopyContender(1, true, List.of());
    }

    /** {@code millrace migrate} on this database. */
    public static ProcessBuilder migration(PostgresServer postgres, String database) {
        ProcessBuilder builder = new ProcessBuilder(
                PeerLibraries.java(), "-jar", MillraceContender.program().toString(), "migrate");
        MillraceContender.environment(builder.environment(), postgres, database);
        return builder;
    }

    /** The service with every figure, as the contender {@code millrace} runs it, reading this topic and answering on this port. */
    public static ProcessBuilder service(
            PostgresServer postgres,
            String database,
            String bootstrapServers,
            String topic,
            int httpPort,
            String heap) {
        return MillraceContender.service(
                postgres, database, bootstrapServers, topic, topic + "-group", httpPort, heap, true);
    }
}
