package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;

/** What may spike in a minute, and the least that counts as one: after silence, three of anything would be a spike. */
public enum SpikeMetric {
    COMMENTS(20),
    DIAMONDS(100),
    GIFTS(10),
    JOINS(20),
    FOLLOWS(5),
    VIEWERS(50);

    private final String label = name().toLowerCase(Locale.ROOT);
    private final BigDecimal floor;

    SpikeMetric(long floor) {
        this.floor = BigDecimal.valueOf(floor);
    }

    @JsonValue
    public String label() {
        return label;
    }

    /** A minute with less is no spike, whatever was before it. */
    BigDecimal floor() {
        return floor;
    }
}
