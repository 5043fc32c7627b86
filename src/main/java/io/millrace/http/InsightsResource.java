package io.millrace.http;

import io.millrace.query.Spikes;
import io.millrace.query.SpikesQuery;
import io.millrace.query.TimeRange;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What one broadcast is worth: where it stood out, beside the host's others, and how well it was seen. */
@Path("/api/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "streams")
public class InsightsResource {
    private final SpikesQuery spikes;

    InsightsResource(SpikesQuery spikes) {
        this.spikes = spikes;
    }

    @GET
    @Path("/{room_id}/spikes")
    @Operation(
            operationId = "spikes",
            summary = "The minutes that stood out from the 15 before them, at most 2,000 looked at",
            description =
                    "Comments, diamonds, gifts, joins, follows or viewers of at least three times the mean of the 15 minutes before, and of at"
                            + " least a floor. Consecutive minutes of one metric are one spike.")
    public Uni<Spikes> spikes(
            @RestPath("room_id") String roomId, @RestQuery @Nullable String from, @RestQuery @Nullable String until) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        TimeRange range = given.range(from, until);
        given.accept();
        return Answers.orTooManyPoints(Answers.orUnknownRoom(spikes.of(room, range)), "from", "until");
    }
}
