package io.millrace.http;

import io.millrace.query.Leaderboard;
import io.millrace.query.LeaderboardKind;
import io.millrace.query.LeaderboardQuery;
import io.millrace.query.LeaderboardWindow;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Hosts beside one another. */
@Path("/api/v1/leaderboards")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "leaderboards", description = "Hosts beside one another")
public class LeaderboardsResource {
    private final LeaderboardQuery leaderboards;

    LeaderboardsResource(LeaderboardQuery leaderboards) {
        this.leaderboards = leaderboards;
    }

    @GET
    @Path("/{by}")
    @Operation(
            operationId = "leaderboard",
            summary = "The hosts who reached most in a window that ends with the running minute",
            description =
                    "diamonds and comments are summed over the host's broadcasts; viewers is the greatest sample; followers_gained is the"
                            + " newest snapshot of the account less the last one of the same precision that is at least the window older,"
                            + " but not twice the window.")
    public Uni<Leaderboard> leaderboard(
            @Parameter(
                            description = "What they are ranked by",
                            schema = @Schema(enumeration = {"diamonds", "viewers", "comments", "followers_gained"}))
                    @RestPath
                    String by,
            @Parameter(
                            description = "How far back",
                            schema =
                                    @Schema(
                                            enumeration = {"1h", "24h", "7d", "30d"},
                                            defaultValue = "24h"))
                    @RestQuery
                    @Nullable
                    String window,
            @RestQuery @Nullable String limit) {
        Parameters given = new Parameters();
        LeaderboardKind kind = given.choice(
                "by", by, Parameters.all(LeaderboardKind.values()), LeaderboardKind::label, LeaderboardKind.DIAMONDS);
        LeaderboardWindow back = given.choice(
                "window",
                window,
                Parameters.all(LeaderboardWindow.values()),
                LeaderboardWindow::label,
                LeaderboardWindow.DAY);
        int most = given.limit(limit);
        given.accept();
        return leaderboards.of(kind, back, most);
    }
}
