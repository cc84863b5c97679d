using Microsoft.AspNetCore.Builder;
using Streaming.Server.Transports.Results;

namespace Streaming.Tests.StreamedResults;

/// <summary>An endpoint whose rows are larger than the buffers of the CSV writer, with quotes, separators and line ends.</summary>
internal static class Large
{
    public static readonly string[] Texts =
    [
        .. Enumerable.Range(0, 40).Select(number => (number % 4) switch
        {
            0 => "=" + new string('x', 20_000),
            1 => "＝" + string.Concat(Enumerable.Repeat("\"quoted\", and\r\n=lines ", 3_000)),
            2 => string.Concat(Enumerable.Repeat("plain,\n ＝text ", 1_000)),
            _ => "short",
        }),
    ];

    public static void Map(WebApplication app) => app.MapGet("/large", () => StreamingResults.Csv(Texts.ToAsyncEnumerable()));
}
