package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import io.javalin.security.BasicAuthCredentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every request passes here first: headers that hold a browser back, same origin for what changes something, and the
/// login (cookie of the page, or HTTP Basic).
final class Door {
    static final String COOKIE = "santinel_session";
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; " + "frame-ancestors 'none'; object-src 'none'";
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final Credential credential;
    private final Tries tries;
    private final Logins logins;

    Door(Settings settings, SecureRandom random, InstantSource clock) {
        credential = new Credential(settings, random);
        tries = new Tries(clock);
        logins = new Logins(random, clock);
    }

    void check(Context ctx) {
        headers(ctx);
        if (!READING.contains(ctx.method()) && !sameOrigin(ctx)) {
            throw Refusal.of(403, "this request comes from another site");
        }
        if (open(ctx.path()) || logins.knows(ctx.cookie(COOKIE)) || basic(ctx)) {
            return;
        }
        if (ctx.path().startsWith("/api/")) {
            challenge(ctx);
            throw Refusal.of(
                    401, "log in: this needs the account's name and password (HTTP Basic) or the page's cookie");
        }
        String wanted = ctx.path() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
        ctx.redirect(
                wanted.equals("/") ? "/login" : "/login?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
        ctx.skipRemainingHandlers();
    }

    /// Sets the cookie when name and password are right.
    ///
    /// @return what to say when they are not, empty when they are
    String login(Context ctx, String user, String password) {
        refuseWhileWaiting(ctx);
        if (!credential.accepts(user, password)) {
            tries.wrong(ctx.ip());
            int left = tries.left(ctx.ip());
            return "Name or password is wrong. "
                    + (left == 1 ? "1 try" : left + " tries")
                    + " left, then one minute of waiting.";
        }
        tries.right(ctx.ip());
        Cookie cookie = new Cookie(COOKIE, logins.open());
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        cookie.setSecure("https".equals(ctx.scheme()));
        cookie.setMaxAge(Math.toIntExact(Logins.LIFETIME.toSeconds()));
        ctx.cookie(cookie);
        return "";
    }

    void logout(Context ctx) {
        logins.close(ctx.cookie(COOKIE));
        ctx.removeCookie(COOKIE, "/");
    }

    boolean loggedIn(Context ctx) {
        return logins.knows(ctx.cookie(COOKIE));
    }

    /// How long this address must wait before it may try again, zero when it may.
    Duration wait(Context ctx) {
        return tries.wait(ctx.ip());
    }

    private static boolean open(String path) {
        return path.startsWith("/assets/") || path.equals("/login") || path.equals("/favicon.ico");
    }

    private static void headers(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
    }

    /// A browser says where a request comes from; a program that says nothing must bring the password itself.
    private static boolean sameOrigin(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = ctx.header("Origin");
        if (origin != null) {
            return origin.toLowerCase(Locale.ROOT).equals((ctx.scheme() + "://" + ctx.host()).toLowerCase(Locale.ROOT));
        }
        return ctx.cookie(COOKIE) == null;
    }

    private boolean basic(Context ctx) {
        BasicAuthCredentials given = given(ctx);
        if (given == null) {
            return false;
        }
        refuseWhileWaiting(ctx);
        if (credential.accepts(given.getUsername(), given.getPassword())) {
            tries.right(ctx.ip());
            return true;
        }
        tries.wrong(ctx.ip());
        return false;
    }

    /// Name and password of HTTP Basic; none where the header holds something else (no Base64, no colon).
    private static @Nullable BasicAuthCredentials given(Context ctx) {
        try {
            return ctx.basicAuthCredentials();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private void refuseWhileWaiting(Context ctx) {
        Duration wait = tries.wait(ctx.ip());
        if (wait.isPositive()) {
            long seconds = Math.max(1, wait.toSeconds());
            ctx.header("Retry-After", Long.toString(seconds));
            throw Refusal.of(429, "too many wrong passwords from this address: try again in " + seconds + " s");
        }
    }

    /// A script of the page must not make the browser ask for a password; it goes to the login page itself.
    private static void challenge(Context ctx) {
        @Nullable String mode = ctx.header("Sec-Fetch-Mode");
        if (mode == null || mode.equals("navigate")) {
            ctx.header("WWW-Authenticate", "Basic realm=\"santinel\", charset=\"UTF-8\"");
        }
    }
}
