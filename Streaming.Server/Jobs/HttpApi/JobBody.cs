using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Determines the form of the body of <c>POST /jobs</c>: one job, a JSON array of jobs, or one job on each line.</summary>
internal static class JobBody
{
    public const string Ndjson = "application/x-ndjson";

    // If a body begins with this many bytes of white space, it counts as a single job.
    private const int MaxWhiteSpace = 1_024;

    // The bytes that are skipped at the start of the body: the white space of JSON, and a byte order mark.
    private static readonly SearchValues<byte> s_skipped = SearchValues.Create([.. " \t\r\n"u8, 0xEF, 0xBB, 0xBF]);

    /// <summary>Returns true if the body has one job on each line.</summary>
    public static bool IsLines(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType?.ToLowerInvariant() is Ndjson or "application/ndjson" or "application/jsonl";

    /// <summary>Returns true if the body begins with a JSON array. The bytes of the body are not consumed.</summary>
    public static async ValueTask<bool> IsArrayAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var first = FirstOf(read.Buffer);
            var isKnown = first is not null || read.IsCompleted || read.Buffer.Length > MaxWhiteSpace;
            body.AdvanceTo(read.Buffer.Start, isKnown ? read.Buffer.Start : read.Buffer.End);
            if (isKnown)
                return first == (byte)'[';
        }
    }

    private static byte? FirstOf(in ReadOnlySequence<byte> body)
    {
        foreach (var segment in body)
        {
            if (segment.Span.IndexOfAnyExcept(s_skipped) is >= 0 and var at)
                return segment.Span[at];
        }

        return null;
    }
}
