# The test fills in HOST, PORT (the origin's) and MODE (pipe or pass).
vcl 4.1;
backend default { .host = "@HOST@"; .port = "@PORT@"; }
sub vcl_recv {
  if (req.http.Accept ~ "text/event-stream") {
    return (@MODE@);
  }
}
