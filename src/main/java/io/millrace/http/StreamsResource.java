package io.millrace.http;

import io.millrace.event.EventType;
import io.millrace.query.Bucket;
import io.millrace.query.EventsQuery;
import io.millrace.query.Fill;
import io.millrace.query.Keyset;
import io.millrace.query.LeaderKind;
import io.millrace.query.Leaders;
import io.millrace.query.LeadersQuery;
import io.millrace.query.StreamFilter;
import io.millrace.query.StreamQueries;
import io.millrace.query.StreamSort;
import io.millrace.query.StreamState;
import io.millrace.query.StreamSummary;
import io.millrace.query.TimeRange;
import io.millrace.query.Timeline;
import io.millrace.query.TimelineQuery;
import io.millrace.query.UserRef;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Broadcasts and what happened in them. */
@Path("/api/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "streams", description = "Broadcasts and what happened in them")
public class StreamsResource {
    private static final List<Bucket> BUCKETS =
            List.of(Bucket.ONE_MINUTE, Bucket.FIVE_MINUTES, Bucket.QUARTER_HOUR, Bucket.ONE_HOUR);

    private final StreamQueries streams;
    private final TimelineQuery timelines;
    private final LeadersQuery leaders;
    private final EventsQuery events;

    StreamsResource(StreamQueries streams, TimelineQuery timelines, LeadersQuery leaders, EventsQuery events) {
        this.streams = streams;
        this.timelines = timelines;
        this.leaders = leaders;
        this.events = events;
    }

    @GET
    @Operation(operationId = "streams", summary = "Broadcasts with their figures, the greatest first")
    public Uni<StreamPage> list(
            @Parameter(description = "Only broadcasts in this state") @RestQuery @Nullable String state,
            @Parameter(description = "Only those of this host: a user id, or @ and a handle") @RestQuery @Nullable
                    String host,
            @Parameter(
                            description = "By what they are ordered",
                            schema =
                                    @Schema(
                                            enumeration = {"viewers", "diamonds", "started"},
                                            defaultValue = "started"))
                    @RestQuery
                    @Nullable
                    String sort,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        Parameters given = new Parameters();
        StreamState ofState = given.choice("state", state, Parameters.all(StreamState.values()), StreamState::label);
        UserRef ofHost = given.host(host);
        StreamSort by =
                given.choice("sort", sort, Parameters.all(StreamSort.values()), StreamSort::label, StreamSort.STARTED);
        String list = "streams?state=" + state + "&host=" + host + "&sort=" + by.label();
        Keyset after = given.cursor(cursor, list);
        int most = given.limit(limit);
        given.accept();
        return streams.list(new StreamFilter(ofState, ofHost), by, most, after).map(page -> StreamPage.of(page, list));
    }

    @GET
    @Path("/{room_id}")
    @Operation(operationId = "stream", summary = "One broadcast with all its figures")
    public Uni<StreamSummary> one(@RestPath("room_id") String roomId) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        given.accept();
        return Answers.orUnknownRoom(streams.one(room));
    }

    @GET
    @Path("/{room_id}/timeline")
    @Operation(
            operationId = "timeline",
            summary = "What happened in a room over time, at most 2,000 buckets",
            description =
                    "A bucket is in the range when its start is, and is always whole. Buckets without an event are left out.")
    public Uni<Timeline> timeline(
            @RestPath("room_id") String roomId,
            @Parameter(
                            description = "How wide a bucket is",
                            schema =
                                    @Schema(
                                            enumeration = {"1m", "5m", "15m", "1h"},
                                            defaultValue = "1m"))
                    @RestQuery
                    @Nullable
                    String bucket,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String until,
            @Parameter(
                            description =
                                    "What a bucket without an event holds: null, or zero counts; left out, so is the bucket. From the start of"
                                            + " the range, or the first bucket, to its end, or the last one",
                            schema = @Schema(enumeration = {"null", "zero"}))
                    @RestQuery
                    @Nullable
                    String fill) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        Bucket width = given.choice("bucket", bucket, BUCKETS, Bucket::label, Bucket.ONE_MINUTE);
        TimeRange range = given.range(from, until);
        Fill empty = given.choice("fill", fill, Parameters.all(Fill.values()), Fill::label);
        given.accept();
        return Answers.orTooManyPoints(
                Answers.orUnknownRoom(timelines.of(room, width, range, empty)), "from", "bucket");
    }

    @GET
    @Path("/{room_id}/leaders")
    @Operation(operationId = "leaders", summary = "The viewers who gave, wrote or liked most")
    public Uni<Leaders> leaders(
            @RestPath("room_id") String roomId,
            @Parameter(
                            description = "What they are ranked by",
                            schema =
                                    @Schema(
                                            enumeration = {"diamonds", "gifts", "comments", "likes"},
                                            defaultValue = "diamonds"))
                    @RestQuery
                    @Nullable
                    String by,
            @RestQuery @Nullable String limit) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        LeaderKind kind =
                given.choice("by", by, Parameters.all(LeaderKind.values()), LeaderKind::label, LeaderKind.DIAMONDS);
        int most = given.limit(limit);
        given.accept();
        return Answers.orUnknownRoom(leaders.of(room, kind, most));
    }

    @GET
    @Path("/{room_id}/events")
    @Operation(operationId = "events", summary = "The events of a room, newest first")
    public Uni<EventPage> events(
            @RestPath("room_id") String roomId,
            @Parameter(description = "Only events of this type") @RestQuery @Nullable String type,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        Parameters given = new Parameters();
        long room = given.roomId(roomId);
        EventType ofType = given.choice("type", type, Parameters.all(EventType.values()), EventType::label);
        String list = "streams/" + room + "/events?type=" + type;
        Keyset after = given.cursor(cursor, list);
        int most = given.limit(limit);
        given.accept();
        return Answers.orUnknownRoom(events.of(room, ofType, most, after)).map(page -> EventPage.of(page, list));
    }
}
