package io.millrace.intake;

import io.millrace.store.Batch;
import io.millrace.store.Slice;
import java.util.List;

/**
 * A slice and every record in it, in the order of the offsets.
 *
 * @param <T> what an accepted record holds
 */
record SliceRecords<T>(Slice slice, List<ReadRecord<T>> records) {
    Batch<T> batch() {
        return ReadRecord.batchOf(slice, records);
    }

    /** As readiness and logs name its partition. */
    String name() {
        return slice.topic() + "-" + slice.partition();
    }
}
