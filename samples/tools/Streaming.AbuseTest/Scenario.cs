using System.Text;

namespace Streaming.AbuseTest;

/// <summary>Describes one kind of abuse: the bytes that each connection sends before it stalls.</summary>
/// <param name="Name">The name of the scenario on the command line.</param>
/// <param name="Connections">The number of connections at the same time.</param>
/// <param name="Reads">Whether the connections read the server's responses. If so, a connection that the server closes is opened
/// again.</param>
/// <param name="Request">Returns the bytes that the connection with this number sends.</param>
internal sealed record Scenario(string Name, int Connections, bool Reads, Func<int, byte[]> Request)
{
    private const int TokenBytes = 31_000;
    private const int LargeBytes = 8 << 20;
    private const int LineBytes = 60_000;

    public static readonly Scenario[] All =
    [
        new("session-bodies", 100, Reads: true, SessionBody),
        new("uploads", 2_000, Reads: true, Upload),
        new("downloads", 1_000, Reads: false,
            _ => Ascii($"GET /topics/{DownloadTopic}/messages?format=ndjson HTTP/1.1\r\nHost: abuse\r\n\r\n")),
        new("connections", 25_000, Reads: true, _ => Ascii("GET /topics/abuse/events HTTP/1.1\r\nHost: abuse\r\n\r\n")),
    ];

    /// <summary>
    /// The topic whose messages the scenario with downloads reads. Messages are published to it before the scenario starts.
    /// </summary>
    public const string DownloadTopic = "large";

    // Half of the connections declare a body that no token needs; the others stop just before the end of an allowed body.
    private static byte[] SessionBody(int number) => number % 2 == 0
        ? Post("/session", "application/json", 25_000_000, LargeBytes)
        : Post("/session", "application/json", TokenBytes + 10, TokenBytes);

    // Half of the uploads are NDJSON that stops within a line; the others are JSON that stops within the largest allowed body.
    private static byte[] Upload(int number) => number % 2 == 0
        ? Post("/topics/abuse/messages", "application/x-ndjson", 10_000_000, LineBytes)
        : Post("/topics/abuse/messages", "application/json", LargeBytes, LineBytes);

    private static byte[] Post(string path, string contentType, int claimed, int sent)
    {
        var head = Ascii($"POST {path} HTTP/1.1\r\nHost: abuse\r\nContent-Type: {contentType}\r\nContent-Length: {claimed}\r\n\r\n");
        var request = new byte[head.Length + sent];
        head.CopyTo(request, 0);
        request.AsSpan(head.Length).Fill((byte)'x');
        "{\"data\":\""u8.CopyTo(request.AsSpan(head.Length));
        return request;
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
