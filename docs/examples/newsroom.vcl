# Varnish 7 in front of Newsroom, with the module xkey (Debian: varnish, varnish-modules).
# NEWSROOM_PURGE_URLS names the address of this Varnish, for web servers and workers alike.
vcl 4.1;

import std;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 30s;
    # /livez asks the process alone. While it is sick, what is kept is served.
    .probe = {
        .url = "/livez";
        .interval = 2s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# The hosts where workers run.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed"));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Which keys?"));
        }
        set req.http.Purged = xkey.purge(req.http.Surrogate-Key);
        return (synth(200, "Purged " + req.http.Purged));
    }

    # The admin is never kept, and neither is anything for a caller with a key.
    if (req.url !~ "^/(api|media)/" || req.http.Authorization) {
        return (pass);
    }
    # Nothing that is public depends on cookies.
    unset req.http.Cookie;

    # Served for as long after its time as Cache-Control allows while we are sick, else shortly.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 3s;
    }
}

sub vcl_backend_response {
    if (bereq.http.Authorization || beresp.http.Cache-Control ~ "no-store|private") {
        set beresp.uncacheable = true;
        return (deliver);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;

    # A failure of ours must not take the place of an answer that is kept.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if (beresp.http.Cache-Control ~ "stale-if-error=") {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 300s);
    }
}

sub vcl_deliver {
    # The world neither sees the keys nor keeps answers for as long as we do: nobody purges there.
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    if (resp.http.Cache-Control ~ "s-maxage") {
        set resp.http.Cache-Control =
            "public, max-age=2, stale-while-revalidate=3, stale-if-error=300";
        unset resp.http.Age;
    }
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
