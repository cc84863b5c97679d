using System.Text;
using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Protocol;

/// <summary>Writes the heads (request line and headers) of HTTP requests.</summary>
internal static class Request
{
    public static byte[] Get(Target target, string path, string accept, IEnumerable<string> headers) =>
        Head($"GET {path} HTTP/1.1", target, headers.Prepend("Accept: " + accept));

    public static byte[] Upgrade(Target target, string path, IEnumerable<string> headers) =>
        Head($"GET {path} HTTP/1.1", target, headers.Prepend(
            $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {ResponseHead.WebSocketKey}"));

    public static byte[] Post(Target target, string path, int length, IReadOnlyCollection<string> headers)
    {
        var type = headers.Any(header => header.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase)) ? []
            : new[] { "Content-Type: text/plain" };
        return Head($"POST {path} HTTP/1.1", target, [.. type, .. headers, $"Content-Length: {length}"]);
    }

    private static byte[] Head(string first, Target target, IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes($"{first}\r\nHost: {target.Authority}\r\n{string.Join("\r\n", lines)}\r\n\r\n");
}
