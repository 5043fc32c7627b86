package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.access.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/favicon.ico",
                "/app/page.js",
                "/app/icons/one.svg",
                "/webjars/chart.js/4.5.1/dist/chart.umd.js",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
            })
    void thePageAndHealthAreOpen(String path) {
        assertThat(Door.isOpen(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/api",
                "/api/v1/overview",
                "//",
                "//api/v1/overview",
                "/app",
                "/app/",
                "/app/../api/v1/overview",
                "/app/..",
                "/app/.env",
                "/app/%2e%2e/api/v1/overview",
                "/app/a%2f..%2f..%2fapi",
                "/app/;/../api/v1/overview",
                "/app/a;b",
                "/app\\..\\api",
                "/webjars/..;/api/v1/overview",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui",
                "/q/health/../metrics",
                "/q/health-ui",
                "/q/health/x",
                "/q/dev",
                "/anything",
            })
    void whateverElseNeedsAToken(String path) {
        assertThat(Door.isOpen(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/storage",
                "/api/v1/storage/",
                "/api/v1/storage/tables",
                "/api//v1///storage",
                "/api/v1/storage;a=b",
                "/api;x/v1/storage;a=b/c",
                "/api/v1/STORAGE",
            })
    void storageNeedsAdminHoweverItIsWritten(String path) {
        assertThat(Door.needed(path, List.of())).isEqualTo(Scope.ADMIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "application/json -> READ",
                "*/* -> READ",
                "text/html,application/xhtml+xml,*/*;q=0.8 -> READ",
                "text/event-stream -> READ",
                "text/csv -> EXPORT",
                "application/json;q=0.1, text / csv -> EXPORT",
                "TEXT/CSV;charset=utf-8 -> EXPORT",
                "application/json, text/csv;q=0.1 -> EXPORT",
                "text/* -> EXPORT",
                "application/json;q=0, */* -> EXPORT",
                "application/*; q=0.000, */* -> EXPORT",
                "application/json;q=0.5, */* -> READ",
            })
    void csvNeedsExportHoweverItIsAskedFor(String accept, Scope needed) {
        assertThat(Door.needed("/api/v1/streams", List.of(accept))).isEqualTo(needed);
    }

    @Test
    void severalHeadersCountTogether() {
        assertThat(Door.needed("/api/v1/streams", List.of("application/json", "text/csv")))
                .isEqualTo(Scope.EXPORT);
        assertThat(Door.needed("/api/v1/storages", List.of())).isEqualTo(Scope.READ);
    }
}
