package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaders;
import dev.vivace.ingest.receive.TenantRule.Outcome;
import dev.vivace.model.TenantId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TenantRuleTest {

    private static final TenantRule MANY = new TenantRule(true);

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("shop", named("shop")),
                Arguments.of("b|a", named("a", "b")),
                Arguments.of("a|a", named("a")),
                Arguments.of("shop:region=eu:x=y", named("shop")),
                Arguments.of("", new Outcome.Missing(true)),
                Arguments.of("a|", new Outcome.Invalid("no org id")),
                Arguments.of("|", new Outcome.Invalid("no org id")),
                Arguments.of("a/b", new Outcome.Invalid("tenant ID 'a/b' contains unsupported character '/'")),
                Arguments.of("..", new Outcome.Invalid("tenant ID is '.' or '..'")),
                Arguments.of("x".repeat(151), new Outcome.Invalid("tenant ID is too long: max 150 characters")));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headerNamesTenants(String value, Outcome expected) {
        assertThat(MANY.of(HttpHeaders.of(TenantRule.HEADER, value))).isEqualTo(expected);
    }

    @Test
    void noneOrTwoHeadersAreMissing() {
        assertThat(MANY.of(HttpHeaders.of())).isEqualTo(new Outcome.Missing(false));
        assertThat(MANY.of(HttpHeaders.of(TenantRule.HEADER, "a", TenantRule.HEADER, "b")))
                .isEqualTo(new Outcome.Missing(false));
    }

    @Test
    void withoutMultitenancyTheHeaderIsIgnored() {
        assertThat(new TenantRule(false).of(HttpHeaders.of(TenantRule.HEADER, "a/b")))
                .isEqualTo(new Outcome.Named(List.of(TenantId.SINGLE)));
    }

    private static Outcome named(String... names) {
        return new Outcome.Named(Stream.of(names).map(TenantId::new).toList());
    }
}
