package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures of the page in {@code docs/images}. No test by its name: {@code mvn -q -B -Dquick test -Dtest=Screenshots} runs it.
 */
@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class Screenshots {
    private static final Path IMAGES = Path.of("docs/images");
    private static final int MOST_BYTES = 150_000;
    private static final int COLOURS = 256;
    private static final int COMMON = 128;
    private static final int LIKE = 400;

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @Test
    void pictures(@TempDir Path home) throws Exception {
        clock.moveTo(MovableClock.NOON);
        world.play("lively.sql");
        try (Browser browser = Browser.start(home);
                Tab tab = browser.tab()) {
            picture(tab, "dashboard", "#/", 1280, 860, "light");
            picture(tab, "room", "#/rooms/501", 1280, 1480, "light");
            picture(tab, "host", "#/hosts/@harbour.kitchen", 1280, 1400, "light");
            picture(tab, "phone-dark", "#/rooms/501", 390, 844, "dark");
        }
    }

    private static void picture(Tab tab, String name, String place, int width, int height, String scheme)
            throws IOException {
        tab.look(width, height, scheme);
        tab.open(place);
        tab.until("[...document.querySelectorAll('canvas')].every(one => one.width > 100)");
        // Two frames: what was drawn last is on the screen.
        tab.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
        Path file = IMAGES.resolve(name + ".png");
        ImageIO.write(withFewColours(ImageIO.read(new ByteArrayInputStream(tab.screenshot()))), "png", file.toFile());
        assertThat(Files.size(file)).as(file.toString()).isLessThan(MOST_BYTES);
    }

    /** A palette of few colours: a third of the bytes, and no eye sees it. */
    private static BufferedImage withFewColours(BufferedImage image) {
        Map<Integer, Integer> frequency = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                frequency.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        int[] colours = palette(frequency.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList());
        IndexColorModel model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
        BufferedImage indexed =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int index = nearest.computeIfAbsent(image.getRGB(x, y), colour -> nearest(colours, colour));
                indexed.getRaster().setSample(x, y, 0, index);
            }
        }
        return indexed;
    }

    /** The most frequent ones, and of the rest those that are like none of them: a mark is small, and stays what it is. */
    private static int[] palette(List<Integer> byFrequency) {
        int[] colours = new int[COLOURS];
        int size = 0;
        for (int colour : byFrequency) {
            boolean isLikeNone =
                    size < COMMON || distance(colours[nearest(Arrays.copyOf(colours, size), colour)], colour) > LIKE;
            if (isLikeNone && size < COLOURS) {
                colours[size] = colour;
                size++;
            }
        }
        return Arrays.copyOf(colours, size);
    }

    private static int nearest(int[] colours, int wanted) {
        int best = 0;
        for (int i = 1; i < colours.length; i++) {
            if (distance(colours[i], wanted) < distance(colours[best], wanted)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int apart = (one >> shift & 0xff) - (other >> shift & 0xff);
            sum += apart * apart;
        }
        return sum;
    }
}
