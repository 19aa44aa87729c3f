<?php
// Behaves like the demo of MDN's page on server-sent events, but is our own code: each second a "ping" with the time as JSON,
// at random a message of the default type, no IDs.
date_default_timezone_set('UTC');
header('X-Accel-Buffering: no');
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');
for ($left = random_int(1, 3); !connection_aborted(); $left--) {
    $now = date(DATE_ATOM);
    echo "event: ping\n", 'data: {"time": "', $now, '"}', "\n\n";
    if ($left <= 0) {
        echo 'data: This is a message at time ', $now, "\n\n";
        $left = random_int(1, 3);
    }
    if (ob_get_contents()) {
        ob_end_flush();
    }
    flush();
    sleep(1);
}
