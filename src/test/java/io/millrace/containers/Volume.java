package io.millrace.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import java.util.Objects;
import java.util.UUID;

/** A volume of Docker's, which outlives the containers that use it one after another. */
final class Volume implements AutoCloseable {
    private final String name = "millrace-it-" + UUID.randomUUID();

    String name() {
        return name;
    }

    void holdDataOf(CreateContainerCmd command) {
        Objects.requireNonNull(command.getHostConfig()).withBinds(Bind.parse(name + ":/var/lib/postgresql/data"));
    }

    @Override
    public void close() throws Exception {
        Docker.says("volume", "rm", "--force", name);
    }
}
