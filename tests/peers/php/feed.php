<?php
// The stream of servers/feed.mjs, from PHP. usage: PHP_CLI_SERVER_WORKERS=4 php -S 127.0.0.1:PORT -t php
set_time_limit(0);
$first = (int)($_SERVER['HTTP_LAST_EVENT_ID'] ?? 0) + 1;
$until = (int)($_GET['until'] ?? PHP_INT_MAX);
$last = min($until, $first + (int)($_GET['close'] ?? 1000000) - 1);
if ($first > $until) {
    http_response_code(204);
    exit;
}
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');
header('X-Accel-Buffering: no');
while (ob_get_level() > 0) {
    ob_end_flush();
}
echo "retry: 100\n\n";
for ($n = $first; $n <= $last && !connection_aborted(); $n++) {
    $data = json_encode(['n' => $n, 'text' => 'größer 🚀'], JSON_UNESCAPED_UNICODE);
    echo "id: $n\n", $n % 5 ? "event: tick\n" : '', "data: $data\n\n";
    flush();
    usleep(1000 * (int)($_GET['ms'] ?? 1));
}
