package dev.vivace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.vivace.server.access.Need;
import dev.vivace.server.access.Right;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRightsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,     /ready,                           nothing,  own
            GET,     /api/echo,                        nothing,  own
            GET,     /tempo/api/echo,                  nothing,  own
            POST,    /grpc.health.v1.Health/Check,     nothing,  own
            GET,     /,                                READ,     all
            GET,     /metrics,                         READ,     all
            GET,     /status,                          ADMIN,    all
            GET,     /status/config,                   ADMIN,    all
            GET,     /status/overrides/shop,           ADMIN,    all
            POST,    /flush,                           ADMIN,    all
            OPTIONS, /flush,                           ADMIN,    all
            GET,     /shutdown,                        ADMIN,    all
            GET,     /tempo/api/search,                READ,     own
            POST,    /tempo/api/search,                READ,     own
            POST,    /tempo/api/mcp,                   READ,     own
            GET,     /tempo/api/overrides,             READ,     own
            HEAD,    /tempo/api/overrides,             ADMIN,    own
            POST,    /tempo/api/overrides,             ADMIN,    own
            DELETE,  /tempo/api/overrides,             ADMIN,    own
            POST,    /tempopb.StreamingQuerier/Search, READ,     own
            GET,     /nothing/here,                    READ,     own
            """)
    void everyRouteNeedsItsRight(HttpMethod method, String path, String right, String whose) {
        Need need = new ApiRights("/tempo").of(path, RequestHeaders.of(method, path));

        assertThat(name(need)).isEqualTo(right);
        assertThat(need != null && need.aboutEverybody()).isEqualTo(whose.equals("all"));
    }

    private static String name(@Nullable Need need) {
        Right right = need == null ? null : need.right();
        return right == null ? "nothing" : right.name();
    }
}
