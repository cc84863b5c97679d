using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Reads the HTTP request in which a Centrifugal client sends commands to its session.</summary>
internal static class EmulationCommands
{
    /// <summary>The media type by which a client selects Protobuf.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>Returns whether the body of a request is Protobuf and not JSON.</summary>
    public static bool IsBinary(HttpRequest request) => request.ContentType?.StartsWith(Binary, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads the request body: Protobuf, or JSON that contains the commands in a string.</summary>
    /// <exception cref="RefusalException">The body is not a valid request in the selected format.</exception>
    public static EmulationRequest Read(ReadOnlyMemory<byte> body, bool isBinary)
    {
        try
        {
            return isBinary ? EmulationRequest.Parser.ParseFrom(body.Span) : ReadJson(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or InvalidProtocolBufferException)
        {
            throw new RefusalException(
                RefusalReason.Invalid, "The body is not an emulation request; send " +
                "{\"session\":\"…\",\"node\":\"…\",\"data\":\"<commands>\"}.", e);
        }
    }

    private static EmulationRequest ReadJson(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var request = json.RootElement;
        return new EmulationRequest
        {
            Session = request.GetProperty("session").GetString() ?? string.Empty,
            Node = request.TryGetProperty("node", out var node) ? node.GetString() ?? string.Empty : string.Empty,
            Data = ByteString.CopyFrom(request.GetProperty("data").GetString() ?? string.Empty, Encoding.UTF8),
        };
    }
}
