package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.print.Canonical;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagFieldTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            .foo, .foo
            span.foo, span.foo
            span.http/url, span.http/url
            resource.service.name, resource.service.name
            'span."a b"', 'span."a b"'
            name, name
            span:status, status
            status, status
            rootServiceName, rootServiceName
            trace:rootService, rootServiceName
            event:name, event:name
            event.exception.type, event.exception.type
            link:traceID, link:traceID
            instrumentation.x, instrumentation.x
            """)
    void fieldIsTheWholeText(String text, String canonical) {
        assertThat(Canonical.field(TraceQl.parseField(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            service.name  =>  unknown identifier 'service.name' (did you mean '.service.name'?)
            foo  =>  unknown intrinsic 'foo' (did you mean '.foo'?)
            nmae  =>  unknown intrinsic 'nmae' (did you mean 'name'?)
            span:kin  =>  unknown intrinsic 'span:kin' (did you mean 'span:kind'?)
            """)
    void bareNameIsRefusedWithTheRightSpelling(String text, String words) {
        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.parseField(text))
                .withMessage("failed to parse identifier " + text + ": parse error at line 1, col 1: " + words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "span.", "span.a b", "span.a = 1", ".a, .b", "{ .a }", "5", "\"a\"", "true", "span:x"})
    void anythingElseIsNoField(String text) {
        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.parseField(text))
                .withMessageStartingWith("failed to parse identifier " + text + ": parse error at line 1, col ");
    }
}
