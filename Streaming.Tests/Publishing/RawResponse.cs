using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Sends requests over a plain connection, and reads what the server responds, byte for byte.</summary>
internal static partial class RawResponse
{
    /// <summary>
    /// Sends pieces of text and returns all that the server sends until it closes the connection. The last request must have the header
    /// <c>Connection: close</c>.
    /// </summary>
    public static async Task<string> SendAsync(Uri address, params string[] pieces)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port).OrTimeout();
        var stream = client.GetStream();
        foreach (var piece in pieces)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(piece)).AsTask().OrTimeout();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().OrTimeout();
    }

    /// <summary>
    /// Replaces the parts that differ between the responses to two equal requests: the time, positions, trace ids and compressed bodies.
    /// </summary>
    public static string Comparable(string response) => response.Contains("Content-Encoding: gzip", StringComparison.Ordinal)
        ? Date().Replace(response[..response.IndexOf("\r\n\r\n", StringComparison.Ordinal)], "Date: now")
        : Trace().Replace(Position().Replace(Date().Replace(response, "Date: now"), "\"life-1\""), "\"traceId\":\"trace\"");

    [GeneratedRegex("Date: [^\r]*", RegexOptions.None, 1000)]
    private static partial Regex Date();

    [GeneratedRegex("\"[a-z0-9]{6,32}-[0-9]+\"", RegexOptions.None, 1000)]
    private static partial Regex Position();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Trace();
}
