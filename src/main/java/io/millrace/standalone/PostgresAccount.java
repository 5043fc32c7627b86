package io.millrace.standalone;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run: they refuse root.
 *
 * <p>An ordinary user runs them as himself. Root hands them to the account {@code postgres} or {@code nobody}, and stays
 * with the owner of the data where those exist already. Where that account cannot reach the programs, as below {@code
 * /root}, they run in a user namespace that maps nobody: there they are no longer root, yet still own root's files.
 *
 * <p>Where the tools allow it, the programs also leave the terminal's process group, so that Ctrl-C reaches PostgreSQL
 * only when its users have stopped, and are sent SIGINT (fast shutdown) when this JVM dies.
 */
record PostgresAccount(List<String> prefix, Owner owner) {
    private static final List<String> NEW_SESSION = List.of("setsid");
    private static final List<String> DIES_WITH_US = List.of("--pdeathsig", "INT");

    /** A user and group by number. */
    record Owner(int uid, int gid) {
        static final Owner ROOT = new Owner(0, 0);

        static Owner ofThisProcess() {
            UnixSystem self = new UnixSystem();
            return new Owner((int) self.getUid(), (int) self.getGid());
        }

        static Owner of(Path path) throws IOException {
            return new Owner((int) Files.getAttribute(path, "unix:uid"), (int) Files.getAttribute(path, "unix:gid"));
        }
    }

    /** The first way to run {@code binaries} on {@code data} that works here; {@code data} need not exist yet. */
    static PostgresAccount thatCanRun(Path binaries, Path data) throws IOException, InterruptedException {
        for (PostgresAccount account : candidates(data)) {
            if (account.canRun(binaries)) {
                return account;
            }
        }
        throw new StartFailure("PostgreSQL refuses to run as root, and no other account can use " + binaries
                + ": start as an ordinary user, or set MILLRACE_HOME to a directory that everybody may enter");
    }

    private static List<PostgresAccount> candidates(Path data) throws IOException, InterruptedException {
        Owner self = Owner.ofThisProcess();
        boolean exists = Files.exists(data);
        if (exists && self.uid() != 0 && Owner.of(data).uid() != self.uid()) {
            throw new StartFailure("the database in " + data + " belongs to user "
                    + Owner.of(data).uid() + ": start as that user, or set MILLRACE_HOME to another directory");
        }
        if (self.uid() != 0) {
            return List.of(
                    new PostgresAccount(concat(NEW_SESSION, List.of("setpriv"), DIES_WITH_US, List.of("--")), self),
                    new PostgresAccount(NEW_SESSION, self),
                    new PostgresAccount(List.of(), self));
        }
        List<PostgresAccount> candidates = new ArrayList<>();
        if (exists) {
            candidates.addAll(candidatesFor(Owner.of(data)));
        } else {
            account("postgres").or(() -> account("nobody")).ifPresent(it -> candidates.addAll(candidatesFor(it)));
            candidates.addAll(candidatesFor(Owner.ROOT));
        }
        return candidates;
    }

    private static List<PostgresAccount> candidatesFor(Owner owner) {
        if (owner.uid() == 0) {
            List<String> nobodyMapped = concat(NEW_SESSION, List.of("unshare", "--user"));
            return List.of(
                    new PostgresAccount(concat(nobodyMapped, List.of("setpriv"), DIES_WITH_US, List.of("--")), owner),
                    new PostgresAccount(concat(nobodyMapped, List.of("--")), owner));
        }
        List<String> other = concat(
                NEW_SESSION, List.of("setpriv", "--reuid=" + owner.uid(), "--regid=" + owner.gid(), "--clear-groups"));
        return List.of(
                new PostgresAccount(concat(other, DIES_WITH_US, List.of("--")), owner),
                new PostgresAccount(concat(other, List.of("--")), owner));
    }

    private static Optional<Owner> account(String name) {
        try {
            return Optional.of(new Owner(idOf("-u", name), idOf("-g", name)));
        } catch (IOException | InterruptedException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int idOf(String which, String name) throws IOException, InterruptedException {
        Process id = new ProcessBuilder("id", which, name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(id.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        id.waitFor();
        return Integer.parseInt(answer.strip());
    }

    private boolean canRun(Path binaries) throws InterruptedException {
        try {
            return command(binaries, "postgres", List.of("--version"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchTool) {
            return false;
        }
    }

    /** A command of PostgreSQL's, free of this process's own PostgreSQL settings and of its language. */
    ProcessBuilder command(Path binaries, String program, List<String> arguments) {
        List<String> command =
                concat(prefix, List.of(binaries.resolve("bin").resolve(program).toString()), arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(binaries.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Gives a file or an empty directory to the account. */
    void own(Path path) throws IOException {
        if (!Owner.ofThisProcess().equals(owner)) {
            Files.setAttribute(path, "unix:gid", owner.gid());
            Files.setAttribute(path, "unix:uid", owner.uid());
        }
    }

    @SafeVarargs
    private static List<String> concat(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }
}
