package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class PublishedSchemasTest {

    @ParameterizedTest
    @ValueSource(strings = {"live-event", "profile-snapshot"})
    void schemaIsServedAsItStandsInTheRepository(String name) throws IOException {
        String file = "schemas/" + name + ".schema.json";

        byte[] served = given().get("/" + file)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .asByteArray();

        assertThat(served).isEqualTo(Files.readAllBytes(Path.of("src/main/resources/META-INF/resources", file)));
    }
}
