package io.millrace.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.millrace.event.EventType;
import io.millrace.query.Comparison;
import io.millrace.query.Heatmap;
import io.millrace.query.HouseQuality;
import io.millrace.query.Ingest;
import io.millrace.query.Leaderboard;
import io.millrace.query.Leaders;
import io.millrace.query.Overview;
import io.millrace.query.Pulse;
import io.millrace.query.RoomQuality;
import io.millrace.query.Spikes;
import io.millrace.query.Storage;
import io.millrace.query.StreamEvent;
import io.millrace.query.StreamSummary;
import io.millrace.query.Timeline;
import io.millrace.query.UserDays;
import io.millrace.query.UserNames;
import io.millrace.query.UserProfile;
import io.millrace.query.UserStats;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;

/**
 * Adds to /q/openapi what is true of every operation and would otherwise stand on each of them: the problems, the headers, the shape
 * of parameters of one name, and which members may be null (those marked so in the record) while all are always present.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public class OpenApiTruth implements OASFilter {
    private static final Map<String, Class<?>> RECORDS = Stream.of(
                    StreamPage.class,
                    EventPage.class,
                    Problem.class,
                    StreamSummary.class,
                    StreamEvent.class,
                    Timeline.class,
                    Leaders.class,
                    Leaderboard.class,
                    Pulse.class,
                    Spikes.class,
                    Comparison.class,
                    RoomQuality.class,
                    HouseQuality.class,
                    Storage.class,
                    UserProfile.class,
                    UserStats.class,
                    UserNames.class,
                    UserDays.class,
                    Heatmap.class,
                    Ingest.class,
                    Overview.class)
            .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
            .filter(Class::isRecord)
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    static final String API = "/api/v1/";
    private static final String TOKEN = "token";

    /** Of what class a time is concerns nobody else: a text of this format, and no schema of its own. */
    private static final Map<Class<?>, String> TIMES = Map.of(Instant.class, "date-time", LocalDate.class, "date");

    /** Members that are any text to Java, and one of few to a reader. */
    private static final Map<String, String> ENUMERATED = Map.of("event_type", "EventType", "precision", "Precision");

    /** The parameters that may name something that does not exist. */
    private static final Set<String> OWNERS = Set.of("room_id", "user");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents().addSchema("Problem", problemSchema());
        api.getComponents().addSchema("Fault", faultSchema());
        api.getComponents()
                .addSchema(
                        "EventType",
                        enumeration(Arrays.stream(EventType.values()).map(EventType::label)));
        api.getComponents().addSchema("Precision", enumeration(Stream.of("exact", "rounded")));
        api.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "Of ./millrace tokens create; not asked for where the service is reached from loopback alone"));
        // Either of them will do, as the service was set up.
        api.addSecurityRequirement(OASFactory.createSecurityRequirement());
        api.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        api.getComponents().getSchemas().forEach((name, schema) -> {
            Class<?> type = RECORDS.get(name);
            if (type != null) {
                describe(schema, type);
            }
        });
        TIMES.keySet().forEach(type -> api.getComponents().removeSchema(type.getSimpleName()));
        api.getPaths().addPathItem(LiveRoutes.PATH, live("live", "The overview", List.of()));
        api.getPaths()
                .addPathItem(
                        LiveRoutes.OF_ROOM.replace(":room_id", "{room_id}"),
                        live("streamLive", "The summary of a room", List.of(roomId())));
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(API) && item.getGET() != null && !path.endsWith("/live")) {
                describe(item.getGET());
            }
        });
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(API)) {
                OpenApiExamples.addTo(path, item.getGET());
            }
        });
    }

    private static void describe(Operation operation) {
        for (Parameter parameter : parametersOf(operation)) {
            describe(parameter);
        }
        APIResponse found = operation.getResponses().getAPIResponse("200");
        found.setDescription("The answer");
        found.addHeader("ETag", header("A hash of the answer's bytes; send it back as If-None-Match"));
        found.addHeader(
                "Cache-Control", header("private, no-cache; max-age where nothing may change the range any more"));
        found.getContent().addMediaType("text/csv", OASFactory.createMediaType().schema(text()));
        operation.addParameter(OASFactory.createParameter()
                .name(Representation.PARAMETER)
                .in(Parameter.In.QUERY)
                .description("rows: a JSON array of flat objects instead")
                .schema(text().addEnumeration(Representation.OF_ROWS)));
        operation
                .getResponses()
                .addAPIResponse(
                        "304", OASFactory.createAPIResponse().description("Nothing has changed since that ETag"))
                .addAPIResponse("400", problem("A parameter that cannot be accepted; errors names it"))
                .addAPIResponse("401", problem("Where tokens are asked for: none, or none that is valid"))
                .addAPIResponse("403", problem("The token has not the scope that this takes"))
                .addAPIResponse(
                        "429",
                        problem("Too many requests of this token or address")
                                .addHeader("Retry-After", header("Seconds after which to try again")))
                .addAPIResponse("500", problem("A mistake of the service"))
                .addAPIResponse(
                        "503",
                        problem("The database is away")
                                .addHeader("Retry-After", header("Seconds after which to try again")));
        if (parametersOf(operation).stream().map(Parameter::getName).anyMatch(OWNERS::contains)) {
            operation.getResponses().addAPIResponse("404", problem("No such room or user"));
        }
    }

    /** Written by hand: these are no resources, and their answer never ends. */
    private static PathItem live(String id, String what, List<Parameter> parameters) {
        APIResponse events = OASFactory.createAPIResponse()
                .description(
                        "Each data is the answer of the path without /live; an event of type away carries a problem")
                .content(OASFactory.createContent()
                        .addMediaType(
                                "text/event-stream",
                                OASFactory.createMediaType().schema(text())));
        Operation get = OASFactory.createOperation()
                .operationId(id)
                .addTag("live")
                .summary(what + " as server-sent events, when it changes, at most once a second")
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse("200", events)
                        .addAPIResponse("400", problem("A parameter that cannot be accepted; errors names it"))
                        .addAPIResponse("401", problem("Where tokens are asked for: none, or none that is valid"))
                        .addAPIResponse("429", problem("Too many requests of this token or address"))
                        .addAPIResponse("503", problem("The database is away, or too many listen")));
        parameters.forEach(get::addParameter);
        if (!parameters.isEmpty()) {
            get.getResponses().addAPIResponse("404", problem("No such room"));
        }
        return OASFactory.createPathItem().GET(get);
    }

    private static Parameter roomId() {
        Parameter parameter = OASFactory.createParameter()
                .name("room_id")
                .in(Parameter.In.PATH)
                .required(true);
        describe(parameter);
        return parameter;
    }

    static List<Parameter> parametersOf(Operation operation) {
        List<Parameter> parameters = operation.getParameters();
        return parameters == null ? List.of() : parameters;
    }

    private static void describe(Parameter parameter) {
        switch (parameter.getName()) {
            case "room_id" ->
                parameter.description("Decimal id of the room").schema(text().pattern("^[1-9][0-9]{0,18}$"));
            case "user" -> parameter.description("A decimal user id, or @ and a handle in upper or lower case");
            case "limit" ->
                parameter
                        .description("How many items at most")
                        .schema(OASFactory.createSchema()
                                .addType(SchemaType.INTEGER)
                                .minimum(java.math.BigDecimal.ONE)
                                .maximum(java.math.BigDecimal.valueOf(Parameters.MAX_LIMIT))
                                .defaultValue(Parameters.DEFAULT_LIMIT));
            case "cursor" -> parameter.description("next_cursor of the page before, with the same other parameters");
            case "state" -> parameter.schema(reference("StreamState"));
            case "type" -> parameter.schema(reference("EventType"));
            case "from" -> describeTime(parameter, "Not before this time");
            case "until" -> describeTime(parameter, "Before this time");
            // Described where it stands, but for what all are that are no numbers.
            default -> {
                if (parameter.getSchema().getType() == null) {
                    parameter.getSchema().addType(SchemaType.STRING);
                }
            }
        }
    }

    private static void describeTime(Parameter parameter, String description) {
        if (parameter.getDescription() == null) {
            parameter.description(description + ", with an offset").schema(text().format("date-time"));
        }
    }

    /** All members are required, but for those left out when null; those that may be null say so. */
    private static void describe(Schema schema, Class<?> type) {
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = jsonName(component);
            if (component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                continue;
            }
            required.add(name);
            Schema member = member(
                    name,
                    component,
                    Objects.requireNonNull(schema.getProperties().get(name)));
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                member = orNull(member);
            }
            if (holdsNulls(component.getAnnotatedType())) {
                member.setItems(orNull(member.getItems()));
            }
            schema.addProperty(name, member);
        }
        schema.setRequired(required);
    }

    private static Schema member(String name, RecordComponent component, Schema scanned) {
        String time = TIMES.get(component.getType());
        if (time != null) {
            return text().format(time);
        }
        String enumeration = ENUMERATED.get(name);
        return enumeration == null ? scanned : reference(enumeration);
    }

    private static boolean holdsNulls(AnnotatedType list) {
        return list instanceof AnnotatedParameterizedType type
                && type.getAnnotatedActualTypeArguments()[0].isAnnotationPresent(Nullable.class);
    }

    private static Schema orNull(Schema member) {
        if (member.getRef() != null) {
            return OASFactory.createSchema()
                    .addAnyOf(member)
                    .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        return member.getType() == null || member.getType().contains(SchemaType.NULL)
                ? member
                : member.addType(SchemaType.NULL);
    }

    private static String jsonName(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        return given != null
                ? given.value()
                : PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }

    private static APIResponse problem(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(reference("Problem"))));
    }

    private static Schema problemSchema() {
        return OASFactory.createSchema()
                .description("RFC 9457")
                .addType(SchemaType.OBJECT)
                .addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text())
                .addProperty("instance", text())
                .addProperty(
                        "errors",
                        OASFactory.createSchema().addType(SchemaType.ARRAY).items(reference("Fault")));
    }

    private static Schema faultSchema() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .addProperty("parameter", text())
                .addProperty("reason", text());
    }

    private static Schema enumeration(Stream<String> values) {
        return text().enumeration(values.map(Object.class::cast).toList());
    }

    private static Schema reference(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    private static Header header(String description) {
        return OASFactory.createHeader().description(description).schema(text());
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
