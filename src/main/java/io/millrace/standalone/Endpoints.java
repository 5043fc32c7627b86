package io.millrace.standalone;

/** Where things are, for programs and for people. */
record Endpoints(Settings settings, String password) {
    static final String DATABASE = "tiktok_analytics";
    static final String USER = "tiktok_user";

    String http() {
        return "http://" + LoopbackPort.HOST + ":" + settings.httpPort();
    }

    String kafka() {
        return LoopbackPort.HOST + ":" + settings.kafkaPort();
    }

    /** The lines of {@code endpoints.env}; no value needs quoting in a shell. */
    String asVariables() {
        return """
                MILLRACE_HTTP_URL=%s
                MILLRACE_KAFKA=%s
                MILLRACE_PG_URL=postgresql://%s:%s@%s:%d/%s
                """.formatted(http(), kafka(), USER, password, LoopbackPort.HOST, settings.postgresPort(), DATABASE);
    }

    /** The same without the password. */
    String asSummary(Home home) {
        return """
                Millrace is running%s. Ctrl-C stops it.
                  dashboard   %s/
                  Kafka       %s
                  PostgreSQL  %s:%d, database %s, user %s
                  all of it   %s (with the password)
                  logs        %s""".formatted(
                        settings.demo() ? ", and a recorded capture is playing" : "",
                        http(),
                        kafka(),
                        LoopbackPort.HOST,
                        settings.postgresPort(),
                        DATABASE,
                        USER,
                        home.endpoints(),
                        home.logs());
    }
}
