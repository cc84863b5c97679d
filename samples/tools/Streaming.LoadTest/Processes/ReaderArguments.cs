using System.Globalization;
using Streaming.LoadTest.Options;

namespace Streaming.LoadTest.Processes;

/// <summary>Creates the command line of a child process that only subscribes.</summary>
internal static class ReaderArguments
{
    public static IEnumerable<string> Of(LoadTestOptions o)
    {
        List<string> words =
        [
            o.Command == Command.WebSocket ? "websocket" : "sse",
            "--url", o.Url,
            "--publish-url", "none",
            "--connections", Text(o.Connections),
            "--stall", Text(o.Stall),
            "--topics", Text(o.Topics),
            "--size", Text(o.Size),
            "--timeout", Text(o.Timeout),
            "--keepalive-every", Text(o.KeepAliveEvery),
        ];
        if (o.Ramp > 0)
            words.AddRange(["--ramp", Text(Math.Max(0.1, o.Ramp))]);
        if (o.KeepAlive is not null)
            words.AddRange(["--keepalive", Escape(o.KeepAlive)]);
        foreach (var hello in o.Hellos)
            words.AddRange(["--hello", Escape(hello)]);
        foreach (var header in o.Headers)
            words.AddRange(["--header", header]);
        words.AddRange(["--reader-process", Text(o.RunId), Text(o.First)]);
        return words;
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\x1e", "\\x1e", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
