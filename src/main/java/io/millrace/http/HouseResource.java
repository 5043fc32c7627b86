package io.millrace.http;

import io.millrace.query.HouseQuality;
import io.millrace.query.HouseQualityQuery;
import io.millrace.query.Ingest;
import io.millrace.query.IngestQuery;
import io.millrace.query.Overview;
import io.millrace.query.OverviewQuery;
import io.millrace.query.Pulse;
import io.millrace.query.PulseQuery;
import io.millrace.query.Storage;
import io.millrace.query.StorageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What concerns all rooms together. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "house", description = "All rooms together, and the books of ingest")
public class HouseResource {
    private final OverviewQuery overview;
    private final PulseQuery pulse;
    private final IngestQuery ingest;
    private final HouseQualityQuery quality;
    private final StorageQuery storage;

    HouseResource(
            OverviewQuery overview,
            PulseQuery pulse,
            IngestQuery ingest,
            HouseQualityQuery quality,
            StorageQuery storage) {
        this.overview = overview;
        this.pulse = pulse;
        this.ingest = ingest;
        this.quality = quality;
        this.storage = storage;
    }

    @GET
    @Path("/overview")
    @Operation(
            operationId = "overview",
            summary = "Live rooms, viewers, events per minute, diamonds of the hour, lag and rate of ingest")
    public Uni<Overview> overview() {
        return overview.now();
    }

    @GET
    @Path("/pulse")
    @Operation(
            operationId = "pulse",
            summary = "The live and paused rooms at a glance, most viewers first",
            description =
                    "Figures of minutes end with the last whole minute of the clock. trend is null where the viewers of the last five minutes,"
                            + " or of the five before, are unknown.")
    public Uni<Pulse> pulse(@RestQuery @Nullable String limit) {
        Parameters given = new Parameters();
        int most = given.limit(limit);
        given.accept();
        return pulse.now(most);
    }

    @GET
    @Path("/ingest")
    @Operation(
            operationId = "ingest",
            summary = "The books of ingest, per Kafka partition and in total",
            description =
                    "received = stored + duplicate + dead_lettered, always. lag is null where the end of Kafka's log is unknown.")
    public Uni<Ingest> ingest() {
        return ingest.books();
    }

    @GET
    @Path("/quality")
    @Operation(
            operationId = "quality",
            summary = "What became of the records, per topic and in total: shares, lag and open incidents",
            description = "Shares are of all records that were ever received; null where none was.")
    public Uni<HouseQuality> quality() {
        return quality.now();
    }

    @GET
    @Path("/storage")
    @Operation(
            operationId = "storage",
            summary = "What the tables and their partitions take on disk, and when they were last vacuumed",
            description =
                    "Rows and dead rows are PostgreSQL's estimates. state is where a partition by time lies beside today (UTC): ahead, hot or"
                            + " closed; null for other partitions.")
    public Uni<Storage> storage() {
        return storage.now();
    }
}
