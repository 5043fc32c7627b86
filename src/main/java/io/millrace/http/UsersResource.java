package io.millrace.http;

import io.millrace.query.Bucket;
import io.millrace.query.Fill;
import io.millrace.query.Heatmap;
import io.millrace.query.HeatmapQuery;
import io.millrace.query.Keyset;
import io.millrace.query.StreamQueries;
import io.millrace.query.TimeRange;
import io.millrace.query.UserDays;
import io.millrace.query.UserNames;
import io.millrace.query.UserProfile;
import io.millrace.query.UserQueries;
import io.millrace.query.UserRef;
import io.millrace.query.UserStats;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Hosts and profiled accounts. */
@Path("/api/v1/users/{user}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "users", description = "Hosts and profiled accounts")
public class UsersResource {
    private static final List<Bucket> BUCKETS = List.of(Bucket.RAW, Bucket.ONE_HOUR, Bucket.ONE_DAY);

    /** Bounds the minutes that one heat map reads: half a year of a host who never sleeps are 270,000. */
    private static final int MOST_WEEKS = 26;

    private static final int DEFAULT_WEEKS = 8;

    private final UserQueries users;
    private final HeatmapQuery heatmaps;
    private final StreamQueries streams;

    UsersResource(UserQueries users, HeatmapQuery heatmaps, StreamQueries streams) {
        this.users = users;
        this.heatmaps = heatmaps;
        this.streams = streams;
    }

    @GET
    @Operation(
            operationId = "user",
            summary = "An account, its newest counts, and their growth over 1 h, 24 h, 7 d and 30 d",
            description =
                    "Growth is the newest snapshot less the last one of the same precision that is at least the window older, but not twice"
                            + " the window; null where there is none.")
    public Uni<UserProfile> profile(@RestPath String user) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        given.accept();
        return Answers.orUnknownUser(users.profile(who));
    }

    @GET
    @Path("/stats")
    @Operation(
            operationId = "userStats",
            summary = "Snapshots over time, at most 2,000",
            description = "Of a bucket its last snapshot. A bucket is in the range when its start is.")
    public Uni<UserStats> stats(
            @RestPath String user,
            @Parameter(
                            description = "raw: every snapshot",
                            schema =
                                    @Schema(
                                            enumeration = {"raw", "1h", "1d"},
                                            defaultValue = "raw"))
                    @RestQuery
                    @Nullable
                    String bucket,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String until,
            @Parameter(
                            description =
                                    "null: a bucket without a snapshot stands there too, and all in it is null; not with raw. Counts of an account"
                                            + " are never zero where nobody looked",
                            schema = @Schema(enumeration = {"null"}))
                    @RestQuery
                    @Nullable
                    String fill) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        Bucket width = given.choice("bucket", bucket, BUCKETS, Bucket::label, Bucket.RAW);
        TimeRange range = given.range(from, until);
        Fill empty = given.choice("fill", fill, List.of(Fill.NULL), Fill::label);
        if (empty != null && width == Bucket.RAW) {
            given.refuse("fill", "needs a bucket of 1h or 1d");
        }
        given.accept();
        return Answers.orTooManyPoints(
                Answers.orUnknownUser(users.stats(who, width, range, empty != null)), "from", "bucket");
    }

    @GET
    @Path("/names")
    @Operation(
            operationId = "userNames",
            summary = "Every nickname and handle the account was seen under, the last seen first")
    public Uni<UserNames> names(@RestPath String user) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        given.accept();
        return Answers.orUnknownUser(users.names(who));
    }

    @GET
    @Path("/daily")
    @Operation(operationId = "userDaily", summary = "What the account broadcast, by UTC day, at most 2,000 days")
    public Uni<UserDays> daily(
            @RestPath String user,
            @Parameter(description = "First day, like 2026-11-20; or a time with an offset") @RestQuery @Nullable
                    String from,
            @Parameter(description = "Day after the last one; or a time with an offset") @RestQuery @Nullable
                    String until,
            @Parameter(
                            description =
                                    "What a day without a broadcast holds: null, or zero counts; left out, so is the day. From the start of the"
                                            + " range, or the first day, to its end, or the last one",
                            schema = @Schema(enumeration = {"null", "zero"}))
                    @RestQuery
                    @Nullable
                    String fill) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        Parameters.DayRange range = given.days(from, until);
        Fill empty = given.choice("fill", fill, Parameters.all(Fill.values()), Fill::label);
        given.accept();
        return Answers.orTooManyPoints(
                Answers.orUnknownUser(users.days(who, range.from(), range.until(), empty)), "from", "until");
    }

    @GET
    @Path("/heatmap")
    @Operation(
            operationId = "userHeatmap",
            summary = "The hours of the week in which the account was live, and with what success",
            description =
                    "Over the running week and whole weeks before it, Monday to Sunday in the zone. An hour in which nothing ever happened is"
                            + " left out.")
    public Uni<Heatmap> heatmap(
            @RestPath String user,
            @Parameter(
                            description = "Whole weeks before the running one",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "26",
                                            defaultValue = "8"))
                    @RestQuery
                    @Nullable
                    String weeks,
            @Parameter(
                            description = "Time zone of the IANA database that weekdays and hours are of",
                            schema = @Schema(defaultValue = "UTC"))
                    @RestQuery
                    @Nullable
                    String tz) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        int back = given.number("weeks", weeks, MOST_WEEKS, DEFAULT_WEEKS);
        ZoneId zone = given.zone("tz", tz);
        given.accept();
        return Answers.orUnknownUser(heatmaps.of(who, back, zone));
    }

    @GET
    @Path("/streams")
    @Operation(operationId = "userStreams", summary = "The account's broadcasts with their figures, newest first")
    public Uni<StreamPage> streams(
            @RestPath String user, @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
        Parameters given = new Parameters();
        UserRef who = given.user(user);
        String list = "users/" + user.toLowerCase(Locale.ROOT) + "/streams";
        Keyset after = given.cursor(cursor, list);
        int most = given.limit(limit);
        given.accept();
        return Answers.orUnknownUser(streams.ofUser(who, most, after)).map(page -> StreamPage.of(page, list));
    }
}
