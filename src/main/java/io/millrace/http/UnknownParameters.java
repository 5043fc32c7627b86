package io.millrace.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses what a resource method does not take, so that a misspelt parameter never goes unnoticed. */
@Singleton
class UnknownParameters {
    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void refuse(ContainerRequestContext request, ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        if (method == null) {
            return;
        }
        Set<String> names = known.computeIfAbsent(method, UnknownParameters::names);
        List<Problem.Fault> faults = new ArrayList<>();
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (name.equals(Representation.PARAMETER)) {
                if (!values.equals(List.of(Representation.OF_ROWS))) {
                    faults.add(new Problem.Fault(name, "must be " + Representation.OF_ROWS + ", once"));
                }
            } else if (!names.contains(name)) {
                faults.add(fault(name));
            } else if (values.size() > 1) {
                faults.add(new Problem.Fault(name, "is given more than once"));
            } else if (values.get(0).isEmpty()) {
                // The framework would hand on a null, as if the parameter were absent.
                faults.add(new Problem.Fault(name, "is empty"));
            }
        });
        if (!faults.isEmpty()) {
            throw Refusal.badRequest(faults);
        }
    }

    static Problem.Fault fault(String name) {
        return new Problem.Fault(name, "is not a parameter here");
    }

    private static Set<String> names(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RestQuery.class))
                .map(UnknownParameters::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(Parameter parameter) {
        String given = parameter.getAnnotation(RestQuery.class).value();
        return given.isEmpty() ? parameter.getName() : given;
    }
}
