using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Messages;
using Streaming.Server.Presence;

namespace Streaming.Server.Centrifugal;

/// <summary>Answers <c>connect</c>: who the client is, and how it is pinged.</summary>
/// <param name="name">The name in the address, if there is one.</param>
/// <param name="options">The options.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientConnect(string? name, CentrifugalOptions options, TimeProvider time)
{
    // What the protocol allows for the client's own kind and version, which is nobody's name.
    private const int MaxClientName = 16;
    private const int MaxClientVersion = 64;

    private static readonly string s_version = "Streaming " + typeof(ClientConnect).Assembly.GetName().Version!.ToString(3);

    /// <summary>Accepts a client.</summary>
    /// <exception cref="ProtocolViolationException">The request is against the protocol.</exception>
    /// <exception cref="RefusalException">The client is refused.</exception>
    public (ClientIdentity Client, ConnectResult Result) Accept(ConnectRequest request, bool pingsByFrame)
    {
        if (request.Name.Length > MaxClientName || request.Version.Length > MaxClientVersion)
            throw new ProtocolViolationException("a client name or version that is too long");
        var client = new ClientIdentity(MemberRegistry.NewConnection(), SenderName.Check(name ?? NameIn(request.Data)) ?? "anonymous", Subject: null);
        var result = new ConnectResult { Client = client.Connection, Version = s_version, Time = time.GetUtcNow().ToUnixTimeMilliseconds() };
        if (!pingsByFrame)
            (result.Ping, result.Pong) = ((uint)options.PingInterval.TotalSeconds, true);
        return (client, result);
    }

    // A client may say the name it goes by in the data it connects with: {"name":"ann"}.
    private static string? NameIn(ByteString data)
    {
        if (data.IsEmpty)
            return null;
        try
        {
            using var json = JsonDocument.Parse(data.Memory);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The data is the application's own, and may be anything.
            return null;
        }
    }
}
