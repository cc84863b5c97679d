namespace Streaming.LoadTest.Options;

internal static class HelpText
{
    public const string Usage = """
        Loads a real-time server and checks that every reader got every message once and in order.

          loadtest sse        readers of server-sent events, and a publisher
          loadtest websocket  the same over WebSockets
          loadtest csv        downloads of a history at the same time
          loadtest publish    only publishes, and times the acknowledgements

        What to load
          --url URL                what is read (publish: what is posted to); {topic} and {n} are put in: the
                                   number of the topic and of the connection
          --publish-url URL        where messages are posted (http://), or sent (ws://). sse without it: idle readers;
                                   websocket without it: its own --url ('none' for idle readers)
          --publish-template TEXT  the body; {payload} and {topic} are put in           ({payload})
          --header 'Name: value'   sent by readers and publishers, repeatable; --publish-header by publishers only
          --hello TEXT             a text frame sent when a WebSocket is open, repeatable; \x1e is understood
          --keepalive TEXT         a text frame sent every --keepalive-every seconds    (10)

        How much
          --connections N          readers, downloads or publishers                     (100)
          --topics N               reader n reads topic n modulo N                      (1)
          --rate R                 messages a second, all topics together               (100)
          --inflight N             or: as fast as acknowledged, N at a time             (publish: 16)
          --window N               at most N messages that not every reader has
          --publishers N           publishing connections; a topic keeps to one         (1)
          --duration S             seconds of publishing                                (10)
          --messages N             or so many messages
          --size N                 bytes of a payload                                   (200)
          --ramp R                 new connections a second                             (as fast as accepted)
          --stall N                further readers that stop reading, and read on at the end
          --processes N            reads with N processes (one holds 19,000 connections at most)

        What to tell
          --server-pid PID         CPU for each delivery and memory for each connection, from /proc (with its children)
          --json FILE              the result as JSON; - is the standard output
          --timeout S              a connection, a first byte, the wait for late messages  (5)

        Latency is counted from the moment a message was due, so that waiting behind a slow server counts.
        Exit code: 0 all is well; 1 something was lost, doubled, out of order, failed or refused; 2 a wrong option.

        Examples
          loadtest sse --url 'http://127.0.0.1:5000/topics/load{topic}/events' \
                       --publish-url 'http://127.0.0.1:5000/topics/load{topic}/messages' --connections 1000 --rate 100
          loadtest websocket --url 'ws://127.0.0.1:5000/ws/load{topic}' --connections 2000 --topics 200 --rate 1000
          loadtest sse --url http://127.0.0.1:5000/topics/idle/events --connections 30000 --processes 2 --server-pid 4711
          loadtest csv --url 'http://127.0.0.1:5000/topics/load0/messages?format=csv' --connections 4
          loadtest publish --url 'http://127.0.0.1:5000/topics/load{topic}/messages' --connections 4 --inflight 16
        """;
}
