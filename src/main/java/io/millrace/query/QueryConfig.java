package io.millrace.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a stream counts as over, and how long an answer may take. */
@ConfigMapping(prefix = "millrace.query")
public interface QueryConfig {
    /**
     * Bounds the silence after which a broadcast is shown as ended although no end event came. A smaller value shows a quiet room as
     * ended; a larger one keeps rooms alive whose scraper died. Default PT10M.
     */
    @WithDefault("PT10M")
    Duration idleAfter();

    /**
     * Bounds one read, waiting for a connection included; at the bound the reader gets "not available, try again". With two servers to read
     * from, the second is asked when the first has not answered in half of it. Default PT10S: far above the slowest page, below what
     * proxies wait.
     */
    @WithDefault("PT10S")
    Duration timeout();
}
