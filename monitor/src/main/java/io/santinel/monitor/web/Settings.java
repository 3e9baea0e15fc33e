package io.santinel.monitor.web;

import io.santinel.iscsi.Secret;
import java.time.Duration;

/// How the page is served.
///
/// @param host address to listen on
/// @param port 0 takes a free one
/// @param interval how often machines are polled: the page asks for news as often
/// @param title what is monitored, said on the login page
/// @param hint where to find the password, said on the login page; empty says nothing
public record Settings(
        String host, int port, String user, Secret password, Duration interval, String title, String hint) {
    /// A page on loopback for the account `admin`.
    public static Settings loopback(int port, Secret password, Duration interval) {
        return new Settings("127.0.0.1", port, "admin", password, interval, "iSCSI sessions", "");
    }
}
