package io.millrace.http;

import io.millrace.query.Comparison;
import io.millrace.query.ComparisonQuery;
import io.millrace.query.RoomQuality;
import io.millrace.query.RoomQualityQuery;
import io.millrace.query.Spikes;
import io.millrace.query.SpikesQuery;
import io.millrace.query.TimeRange;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What one broadcast is worth: where it stood out, beside the host's others, and how well it was seen. */
@Path("/api/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "streams")
public class InsightsResource {
    /** Bounds the broadcasts that one is compared with. */
    private static final int MOST_BROADCASTS = 50;

    private static final int DEFAULT_BROADCASTS = 10;

    private final SpikesQuery spikes;
    private final ComparisonQuery comparisons;
    private final RoomQualityQuery qualities;

    InsightsResource(SpikesQuery spikes, ComparisonQuery comparisons, RoomQualityQuery qualities) {
        this.spikes = spikes;
        this.comparisons = comparisons;
        this.qualities = qualities;
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

    @GET
    @Path("/{room_id}/comparison")
    @Operation(
            operationId = "comparison",
            summary = "This broadcast beside the mean and median of the host's ended ones before it",
            description =
                    "rank 1 is the best of all, this one included. What is unknown of a broadcast before counts in nothing.")
    public Uni<Comparison> comparison(
            @RestPath("room_id") String roomId,
            @Parameter(
                            description = "How many broadcasts before at most",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "50",
                                            defaultValue = "10"))
                    @RestQuery
                    @Nullable
                    String last) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        int most = given.number("last", last, MOST_BROADCASTS, DEFAULT_BROADCASTS);
        given.accept();
        return Answers.orUnknownRoom(comparisons.of(room, most));
    }

    @GET
    @Path("/{room_id}/quality")
    @Operation(
            operationId = "streamQuality",
            summary = "How well the broadcast was seen: sampled minutes, gaps, late events, events without a user",
            description =
                    "A gap is two minutes or more in a row without any event; the 100 longest are told. recent is of the 24 hours before the last"
                            + " event, and of the newest 100,000 events of them.")
    public Uni<RoomQuality> quality(@RestPath("room_id") String roomId) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        given.accept();
        return Answers.orUnknownRoom(qualities.of(room));
    }
}
