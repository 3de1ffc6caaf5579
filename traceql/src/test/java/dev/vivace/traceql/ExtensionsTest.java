package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Vivace's dialect accepts beyond the reference, each as the strict query it stands for.
class ExtensionsTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            {service.name="billing-service"}  =>  { .service.name = "billing-service" }
            {a.b="x"} | select(duration > 1s)  =>  { .a.b = "x" } | { duration > 1s } | select(duration)
            {service.name="a" && name="b" && status=error}  =>  { .service.name = "a" && name = "b" && status = error }
            {resource.customer.id="customer-alice"}  =>  { resource.customer.id = "customer-alice" }
            {resource.a=~"s.*"} | select(resource.b, name)  =>  { resource.a =~ "s.*" } | select(resource.b, name)
            { .service.name = "my-service" }  =>  { .service.name = "my-service" }
            { duration > 1s }  =>  { duration > 1s }
            { .status = error }  =>  { .status = error }
            { .a.b = "f" && .http.code = 500 && duration > 1s }  =>  { .a.b = "f" && .http.code = 500 && duration > 1s }
            { source.pod.name = "nginx-*" }  =>  { .source.pod.name = "nginx-*" }
            { flow.bytes.sent > 1000000 }  =>  { .flow.bytes.sent > 1000000 }
            { network.protocol = "TCP" && dest.port = 443 }  =>  { .network.protocol = "TCP" && .dest.port = 443 }
            { source.namespace = "a" && dest.namespace = "b" }  =>  { .source.namespace = "a" && .dest.namespace = "b" }
            """)
    void usersQueriesMeanWhatTheirWritersMeant(String query, String meaning) {
        assertThat(TraceQl.parse(query, Dialect.VIVACE)).isEqualTo(TraceQl.parse(meaning, Dialect.STRICT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{service.name=\"billing-service\" && name=\"process-payment\"} | select(duration > 100ms)",
                "{service.name=\"billing-service\" && name=\"payment-gateway-call\" && status=error}",
                "{resource.session.id=~\"sess-.*\"} | select(resource.session.total_cost, duration)",
                "{ .service.name = \"frontend\" && .http.status_code = 500 && duration > 100ms }",
                "{ network.protocol = \"TCP\" && destination.port = 443 }",
                "{ source.namespace = \"frontend\" && destination.namespace = \"backend\" }",
            })
    void usersQueriesCompileAsTheyStand(String query) {
        assertThat(TraceQl.compile(query, Dialect.VIVACE)).isInstanceOf(Query.Search.class);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { name.first = 1 && rate.limit > 2 }  =>  { .name.first = 1 && .rate.limit > 2 }
            { k8s.pod.label.app/part-of = "x" }  =>  { .k8s.pod.label.app/part-of = "x" }
            { a."b c".d = 1 }  =>  { .a."b c".d = 1 }
            { nil != client.id }  =>  { nil != .client.id }
            { !error.flag }  =>  { !.error.flag }
            { a.b = c.d }  =>  { .a.b = .c.d }
            { a.b = 1 && duration*1.5 > 2s }  =>  { .a.b = 1 && (duration * 1.5) > 2s }
            { a.b = 1 && duration/span.n > 2s }  =>  { .a.b = 1 && (duration / span.n) > 2s }
            { a.b = 1 || name/* not a.name */ = "x" }  =>  { .a.b = 1 || name = "x" }
            { a.b = 1 || minInt+.5 < span.x }  =>  { .a.b = 1 || minInt + .5 < span.x }
            {} | by(service.name)  =>  {} | by(.service.name)
            {} | avg(queue.depth) > 1  =>  {} | avg(.queue.depth) > 1
            {} | rate() by(service.name)  =>  {} | rate() by(.service.name)
            {} | max_over_time(queue.depth)  =>  {} | max_over_time(.queue.depth)
            {} | select(service.name, span.a)  =>  {} | select(.service.name, span.a)
            {} | compare({ service.name = "x" })  =>  {} | compare({ .service.name = "x" })
            service.name = "x"  =>  { .service.name = "x" }
            status = error && duration > 1s  =>  { status = error && duration > 1s }
            status = error | count() > 1  =>  { status = error } | count() > 1
            service.name = "x" | rate() by(name) | topk(3)  =>  { .service.name = "x" } | rate() by(name) | topk(3)
            status = error with(most_recent=true)  =>  { status = error } with(most_recent=true)
            (a.b = "x" || status = error) && duration > 1s  =>  { (.a.b = "x" || status = error) && duration > 1s }
            .a = 1  =>  { .a = 1 }
            1s < duration  =>  { 1s < duration }
            span.a != nil  =>  { span.a != nil }
            !(status = error)  =>  { !(status = error) }
            {} | select(100ms < duration, name)  =>  {} | { 100ms < duration } | select(duration, name)
            select(duration > 1s, kind = ok, name)  =>  { duration > 1s && kind = ok } | select(duration, kind, name)
            select(span.a != nil)  =>  { span.a != nil } | select(span.a)
            {} | select(span.a > -5)  =>  {} | { span.a > -5 } | select(span.a)
            """)
    void shorthandsParseAsTheirLongForm(String query, String meaning) {
        assertThat(TraceQl.parse(query, Dialect.VIVACE)).isEqualTo(TraceQl.parse(meaning, Dialect.STRICT));
        assertThatExceptionOfType(TraceQlException.class).isThrownBy(() -> TraceQl.parse(query, Dialect.STRICT));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            { .status = error }  =>  { span:status = error || .status = "error" }
            { error = .status }  =>  { span:status = error || .status = "error" }
            { .status != ok }  =>  { span:status != ok && !(.status = "ok") }
            { .kind = server }  =>  { kind = server || .kind = "server" }
            { span.a = 1 && .kind = client }  =>  { span.a = 1 && (kind = client || .kind = "client") }
            {} | by(.status = error)  =>  {} | by(span:status = error || .status = "error")
            {} | compare({ .status = error })  =>  {} | compare({ span:status = error || .status = "error" })
            { span.status = error }  =>  { span.status = error }
            { .status = "error" }  =>  { .status = "error" }
            { .status = server }  =>  { .status = server }
            """)
    void keywordOfAnAttributeCalledStatusMeansTheIntrinsicToo(String query, String meaning) {
        assertThat(TraceQl.compile(query, Dialect.VIVACE)).isEqualTo(TraceQl.compile(meaning, Dialect.STRICT));
    }

    @Test
    void strictDialectLeavesAttributesCalledStatusAlone() {
        Query query = TraceQl.compile("{ .status = error }", Dialect.STRICT);

        assertThat(query).isEqualTo(TraceQl.parse("{ .status = error }", Dialect.STRICT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ name = \"a\" } && ({ name = \"b\" } | count() > 1)",
                "({ name = \"a\" }) && ({ name = \"b\" } | count() > 1)",
                "({ name = \"b\" } | count() > 1) >> { name = \"a\" }",
                "{ .a = 1 } || { .b = 1 } && ({} | count() > 1) && { .c = 1 }",
            })
    void plainAndParenthesisedSpansetsMayBeJoined(String query) {
        TraceQl.compile(query, Dialect.VIVACE);

        assertThatExceptionOfType(TraceQlException.class).isThrownBy(() -> TraceQl.parse(query, Dialect.STRICT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ duration/.5 > 2s }",
                "{ duration-.x > 2s }",
                "{ name/* a.b */ = \"x\" }",
                "{ name// a.b\n = \"x\" }",
                "{ kind=server||span.a.b=1 }",
                "{ span.a.b = true||parent.c = 1 }",
                "{ nestedSetLeft+1.5 > maxInt/2.0 }",
                "({ .a = 1 } | count() > 1) && ({ .b = 1 }) > ({ .c = 1 } | count() > 1)",
                "({ .a = 1 } | count() > 1) && (({ .b = 1 }))",
            })
    void whatTheReferenceReadsDifferentlyStaysDifferent(String query) {
        assertThat(TraceQl.parse(query, Dialect.VIVACE)).isEqualTo(TraceQl.parse(query, Dialect.STRICT));
    }
}
