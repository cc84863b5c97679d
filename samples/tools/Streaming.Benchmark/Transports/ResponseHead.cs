using System.Globalization;
using System.Text;

namespace Streaming.Benchmark.Transports;

/// <summary>Reads the few headers of an HTTP response that a long poll needs.</summary>
internal static class ResponseHead
{
    /// <summary>Returns the length of the response with its body; -1 if the head is not complete yet.</summary>
    public static int EndOf(ReadOnlySpan<byte> response)
    {
        if (response.IndexOf("\r\n\r\n"u8) is not (>= 0 and var end))
            return -1;
        var length = Value(response[..(end + 2)], "Content-Length");
        return end + 4 + (length.Length == 0 ? 0 : int.Parse(length, CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the value of a header; empty if the response does not have it.</summary>
    public static string Value(ReadOnlySpan<byte> response, string header)
    {
        var text = Encoding.ASCII.GetString(response);
        var at = text.IndexOf($"\r\n{header}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return string.Empty;
        at += header.Length + 4;
        return text[at..text.IndexOf('\r', at)];
    }
}
