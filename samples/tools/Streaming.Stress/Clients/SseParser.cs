using System.Runtime.CompilerServices;

namespace Streaming.Stress.Clients;

/// <summary>Parses a stream of server-sent events as a browser does.</summary>
internal static class SseParser
{
    /// <summary>Returns the events until the stream ends. An event that is incomplete at the end is dropped, with its id.</summary>
    public static async IAsyncEnumerable<SseEvent> ReadAsync(
        TextReader lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (id, type, data) = (string.Empty, string.Empty, (string?)null);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                yield return new SseEvent(id, type.Length > 0 ? type : "message", data ?? string.Empty);
                (type, data) = (string.Empty, null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? string.Empty : line[(colon + 1)..];
            if (value.StartsWith(' '))
                value = value[1..];
            switch (colon < 0 ? line : line[..colon])
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = data is null ? value : $"{data}\n{value}";
                    break;
            }
        }
    }
}
