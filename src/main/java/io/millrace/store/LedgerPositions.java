package io.millrace.store;

import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** Where the ledger must stand for a statement to write: its first five parameters, the topic and four arrays. */
final class LedgerPositions {
    private LedgerPositions() {}

    /** @param positions at least one, all of one topic, no partition twice */
    static Tuple bind(List<LedgerPosition> positions) {
        return Tuple.tuple()
                .addString(positions.get(0).topic())
                .addValue(Columns.of(positions, Integer.class, LedgerPosition::partition))
                .addValue(Columns.of(positions, String.class, LedgerPosition::topicId))
                .addValue(Columns.of(positions, Long.class, LedgerPosition::epoch))
                .addValue(Columns.of(positions, Long.class, LedgerPosition::nextOffset));
    }
}
