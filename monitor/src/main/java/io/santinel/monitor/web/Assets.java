package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.santinel.monitor.graph.Graphs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// The page's own files, read once: whole, squeezed, and with the tag that lets a browser keep them.
public final class Assets {
    private static final String VENDOR = "vendor/";
    private static final Map<String, String> FILES = files();

    private static final class File {
        private final String type;
        private final byte[] plain;
        private final byte[] squeezed;
        private final String tag;

        File(String type, byte[] plain, byte[] squeezed, String tag) {
            this.type = type;
            this.plain = plain;
            this.squeezed = squeezed;
            this.tag = tag;
        }
    }

    private final Map<String, File> files = new LinkedHashMap<>();

    Assets() {
        FILES.forEach((path, type) -> files.put(path, read(path, type)));
        String colours = "/* Colours of the series, from the tables of counters. */\n" + Graphs.stylesheet();
        files.put("series.css", file("text/css; charset=utf-8", colours.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> files() {
        Map<String, String> types = new LinkedHashMap<>();
        for (String module : List.of("app", "graph", "keys", "live", "theme", "past", "plot", "number")) {
            types.put(module + ".js", "text/javascript; charset=utf-8");
        }
        types.put("santinel.css", "text/css; charset=utf-8");
        for (Mark mark : Mark.values()) {
            types.put("icon-" + mark.css() + ".svg", "image/svg+xml");
        }
        types.put("vendor/uplot-1.6.32/uPlot.iife.min.js", "text/javascript; charset=utf-8");
        types.put("vendor/uplot-1.6.32/uPlot.min.css", "text/css; charset=utf-8");
        types.put("vendor/inter-4.1/inter-latin.woff2", "font/woff2");
        return types;
    }

    /// The file's address with what changes when it does: a browser keeps it until then. The path of a vendored file
    /// has
    /// its version already, and the style sheet names the font by that path alone.
    public String url(String path) {
        File file = files.get(path);
        if (file == null) {
            throw new IllegalArgumentException("no file " + path + " in the page's own");
        }
        return "/assets/" + path + (path.startsWith(VENDOR) ? "" : "?v=" + file.tag);
    }

    void serve(Context ctx, String path) {
        File file = files.get(path);
        if (file == null) {
            throw Refusal.notFound("there is no file '" + Query.shown(path) + "'");
        }
        boolean tagged = path.startsWith(VENDOR) || file.tag.equals(ctx.queryParam("v"));
        ctx.header("Cache-Control", tagged ? "public, max-age=31536000, immutable" : "public, no-cache");
        ctx.header("ETag", "\"" + file.tag + "\"");
        ctx.header("Vary", "Accept-Encoding");
        String seen = ctx.header("If-None-Match");
        if (seen != null && seen.contains(file.tag)) {
            ctx.status(304);
            return;
        }
        String accepted = ctx.header("Accept-Encoding");
        ctx.contentType(file.type);
        if (accepted != null && accepted.contains("gzip") && file.squeezed.length < file.plain.length) {
            ctx.header("Content-Encoding", "gzip");
            ctx.result(file.squeezed);
        } else {
            ctx.result(file.plain);
        }
    }

    private static File read(String path, String type) {
        try (InputStream in = Assets.class.getResourceAsStream("/web/" + path)) {
            if (in == null) {
                throw new IllegalStateException("the page's file /web/" + path + " is missing: build again");
            }
            return file(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File file(String type, byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new File(type, plain, out.toByteArray(), tag(plain));
    }

    private static String tag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
