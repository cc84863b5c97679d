using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Streaming.Benchmark;

/// <summary>
/// Generates chat messages as an NDJSON body while the body is sent. No message contains a line end, so that the number of lines is the
/// number of messages.
/// </summary>
internal sealed class ChatContent : HttpContent
{
    private const int BufferBytes = 64 * 1024;

    private static readonly string[] s_people =
        ["Ada", "grace77", "Linus T.", "Zoë", "Бо", "margaret", "Edsger D.", "Radia", "ken", "Barbara L."];

    // Texts of 20 to 120 bytes, as people write them; some need quotes in CSV.
    private static readonly string[] s_texts =
    [
        "hello everybody, how was the weekend?", "I think the second one is better", "no, not yet",
            "has anyone seen the new release notes? they are rather long this time",
        "we met in the office, had coffee, and talked about the plan for the autumn", "thank you, that helped a lot",
            "good morning from a train somewhere between two tunnels 🚄",
        "she said \\\"not before Tuesday\\\" and left the call",
            "so the build takes four minutes now, which is two less than last week, and nobody knows why",
        "https://example.com/a-page-that-explains-it", "same here", "let me look it up and come back to you in a minute or two", "great 🎉",
    ];

    private readonly int _messages;

    public ChatContent(int messages)
    {
        _messages = messages;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(BufferBytes * 2);
        for (var i = 0; i < _messages; i++)
        {
            // The two steps have no common divisor, so each person says each text, and the order repeats only after all combinations.
            Encoding.UTF8.GetBytes("{\"data\":\"", buffer);
            Encoding.UTF8.GetBytes(s_texts[(int)(i * 7L % s_texts.Length)], buffer);
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $" #{i % 997}\",\"sender\":\"{s_people[(i * 3L) % s_people.Length]}\"}}\n"), buffer);
            if (buffer.WrittenCount < BufferBytes && i < _messages - 1)
                continue;
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
