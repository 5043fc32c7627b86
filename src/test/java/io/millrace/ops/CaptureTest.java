package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {

    private static final String LINES = """
            {"room_id": "70", "payload": {}}
            {"captured_at": 1000, "payload": {"common": {"roomId": "71"}}}

            {"captured_at": "1970-01-01T01:00:02+01:00", "room_id": 70, "payload": {"roomId": "72"}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void linesRoomsAndTimesAreFound() throws Exception {
        Capture capture = open(written("plain.jsonl", LINES));

        assertThat(capture.lines()).isEqualTo(3);
        assertThat(capture.moments()).containsExactly(1_000, 2_000);
        assertThat(capture.rooms()).containsOnlyKeys("70", "71").containsEntry("70", 1_000L);
    }

    @Test
    void gzipIsToldByItsContent() throws Exception {
        Path packed = directory.resolve("packed.jsonl");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(LINES.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(open(packed).lines()).isEqualTo(3);
    }

    @Test
    void severalFilesContinueEachOther() throws Exception {
        assertThat(open(written("a", LINES), written("b", LINES)).lines()).isEqualTo(6);
    }

    @Test
    void aLineThatIsNoJsonIsNamed() throws Exception {
        Path broken = written("broken.jsonl", "{}\n{\"room_id\": \n");

        assertThatThrownBy(() -> open(broken))
                .isInstanceOf(OperatorFault.class)
                .hasMessageStartingWith(broken + " line 2 is no JSON: ");
    }

    @Test
    void aLineThatIsNoObjectIsNamed() throws Exception {
        Path list = written("list.jsonl", "[1]\n");

        assertThatThrownBy(() -> open(list)).hasMessage(list + " line 1 is no JSON object");
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Capture open(Path... files) {
        return CapturePlayer.capture(List.of(files));
    }
}
