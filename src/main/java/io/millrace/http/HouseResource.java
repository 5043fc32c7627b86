package io.millrace.http;

import io.millrace.query.Ingest;
import io.millrace.query.IngestQuery;
import io.millrace.query.Overview;
import io.millrace.query.OverviewQuery;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What concerns all rooms together. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "house", description = "All rooms together, and the books of ingest")
public class HouseResource {
    private final OverviewQuery overview;
    private final IngestQuery ingest;

    HouseResource(OverviewQuery overview, IngestQuery ingest) {
        this.overview = overview;
        this.ingest = ingest;
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
    @Path("/ingest")
    @Operation(
            operationId = "ingest",
            summary = "The books of ingest, per Kafka partition and in total",
            description =
                    "received = stored + duplicate + dead_lettered, always. lag is null where the end of Kafka's log is unknown.")
    public Uni<Ingest> ingest() {
        return ingest.books();
    }
}
