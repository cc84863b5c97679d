namespace Streaming.LoadTest.Options;

internal static class HelpText
{
    public const string Usage = """
        Puts load on a real-time server, and checks that every subscriber received every message once and in order.

          loadtest sse        subscribers of server-sent events, and a publisher
          loadtest websocket  the same over WebSockets
          loadtest csv        downloads of a history at the same time
          loadtest publish    only publishes, and measures the time of the acknowledgements

        Addresses and texts
          --url URL                the address to read from (publish: to post to). {topic} and {n} are replaced by
                                   the number of the topic and of the connection
          --publish-url URL        the address for messages: posted (http://) or sent (ws://). sse without it: idle
                                   subscribers; websocket without it: the address of --url ('none': idle subscribers)
          --publish-template TEXT  the body; {payload} and {topic} are replaced         ({payload})
          --header 'Name: value'   a header of subscribers and publishers, repeatable; --publish-header: of publishers only
          --hello TEXT             a text frame sent when a WebSocket is open, repeatable; \x1e is allowed
          --keepalive TEXT         a text frame sent every --keepalive-every seconds    (10)

        Load (default)
          --connections N          subscribers, downloads or publishers                 (100)
          --topics N               subscriber n reads topic n modulo N                  (1)
          --rate R                 messages a second, of all topics together            (100)
          --inflight N             instead of --rate: as fast as acknowledged, N at a time (publish: 16)
          --window N               at most N messages that not all subscribers have received
          --publishers N           publishing connections; each topic uses one of them  (1)
          --duration S             seconds of publishing                                (10)
          --messages N             instead of --duration: the number of messages
          --size N                 bytes of a payload                                   (200)
          --ramp R                 new connections a second                             (as fast as accepted)
          --stall N                further subscribers that stop reading, and continue at the end
          --processes N            reads with N processes (each has at most 19,000 connections)

        Measurement
          --server-pid PID         CPU for each delivery and memory for each connection, from /proc (with its children)
          --json FILE              writes the result as JSON; - is the standard output
          --timeout S              time limit of a connection, a first byte, and late messages  (5)

        Latency is measured from the due time of a message, so that waiting for a slow server counts.
        Exit code: 0 no error; 1 a message or request was lost, repeated, out of order, failed or refused; 2 a wrong option.

        Examples
          loadtest sse --url 'http://127.0.0.1:5000/topics/load{topic}/events' \
                       --publish-url 'http://127.0.0.1:5000/topics/load{topic}/messages' --connections 1000 --rate 100
          loadtest websocket --url 'ws://127.0.0.1:5000/ws/load{topic}' --connections 2000 --topics 200 --rate 1000
          loadtest sse --url http://127.0.0.1:5000/topics/idle/events --connections 30000 --processes 2 --server-pid 4711
          loadtest csv --url 'http://127.0.0.1:5000/topics/load0/messages?format=csv' --connections 4
          loadtest publish --url 'http://127.0.0.1:5000/topics/load{topic}/messages' --connections 4 --inflight 16
        """;
}
