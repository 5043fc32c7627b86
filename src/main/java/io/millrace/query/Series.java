package io.millrace.query;

import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a series that was read by LEFT JOIN beside its owner: one row with a null key means an owner without points. */
final class Series {
    private Series() {}

    static List<Row> points(List<Row> rows, String key) {
        List<Row> points =
                rows.stream().filter(row -> row.getValue(key) != null).toList();
        if (points.size() > TooManyPoints.LIMIT) {
            throw new TooManyPoints();
        }
        return points;
    }

    static @Nullable BigDecimal mean(Row row, String column) {
        BigDecimal mean = row.getBigDecimal(column);
        return mean == null ? null : Ratio.over(mean, 1);
    }
}
