using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Reads a Centrifugal command from JSON. Ignores unknown fields. If a field has a wrong type, the exception comes from
/// <see cref="JsonElement"/>.
/// </summary>
internal static class CommandReader
{
    public static Command Read(JsonElement json)
    {
        var command = new Command { Id = Only(json, "id"u8) is { ValueKind: not JsonValueKind.Null } id ? id.GetUInt32() : 0 };
        string? request = null;
        foreach (var field in json.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null || field.NameEquals("id"u8)
                || !TryReadRequest(command, field.Name, field.Value))
                continue;
            if (request is not null)
                throw new JsonException($"A command has one request, and this one has '{request}' and '{field.Name}'.");
            request = field.Name;
        }

        return command;
    }

    private static bool TryReadRequest(Command command, string name, JsonElement value)
    {
        switch (name)
        {
            case "connect":
                command.Connect = new ConnectRequest
                {
                    Token = Text(value, "token"u8),
                    Name = Text(value, "name"u8),
                    Version = Text(value, "version"u8),
                    Data = Raw(value, "data"u8)
                };
                break;
            case "subscribe":
                command.Subscribe = Subscribe(value);
                break;
            case "unsubscribe":
                command.Unsubscribe = new UnsubscribeRequest { Channel = Channel(value) };
                break;
            case "publish":
                command.Publish = new PublishRequest
                {
                    Channel = Channel(value),
                    Data = Raw(value, "data"u8),
                    Type = Number(value, "type"u8)
                };
                break;
            case "presence":
                command.Presence = new PresenceRequest { Channel = Channel(value) };
                break;
            case "presence_stats":
                command.PresenceStats = new PresenceStatsRequest { Channel = Channel(value) };
                break;
            case "history":
                command.History = History(value);
                break;
            case "refresh":
                command.Refresh = new RefreshRequest { Token = Text(value, "token"u8) };
                break;
            case "send":
                command.Send = new SendRequest { Data = Raw(value, "data"u8) };
                break;
            case "ping":
                command.Ping = new EmptyRequest();
                break;
            case "rpc":
                command.Rpc = new EmptyRequest();
                break;
            case "sub_refresh":
                command.SubRefresh = new EmptyRequest();
                break;
            default:
                return false;
        }

        return true;
    }

    private static SubscribeRequest Subscribe(JsonElement json) => new()
    {
        Channel = Channel(json),
        Token = Text(json, "token"u8),
        Recover = Flag(json, "recover"u8),
        Epoch = Text(json, "epoch"u8),
        Offset = Offset(json),
        JoinLeave = Flag(json, "join_leave"u8),
        Tf = Find(json, "tf"u8) is null ? null : new EmptyRequest(),
        Flag = Find(json, "flag"u8)?.GetInt64() ?? 0,
        Type = Number(json, "type"u8),
        Phase = Number(json, "phase"u8),
    };

    private static HistoryRequest History(JsonElement json) => new()
    {
        Channel = Channel(json),
        Limit = Number(json, "limit"u8),
        Reverse = Flag(json, "reverse"u8),
        Since = Find(json, "since"u8) is { } since ? new StreamPosition { Offset = Offset(since), Epoch = Text(since, "epoch"u8) } : null,
    };

    private static JsonElement? Find(JsonElement json, ReadOnlySpan<byte> name) =>
        Only(json, name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    // Finds a property by its name. Throws an exception if the object has two properties with this name, because the JSON parser would
    // silently ignore the first one.
    private static JsonElement? Only(JsonElement json, ReadOnlySpan<byte> name)
    {
        JsonElement? found = null;
        foreach (var property in json.EnumerateObject())
        {
            if (!property.NameEquals(name))
                continue;
            if (found is not null)
                throw new JsonException($"The property '{property.Name}' is given twice.");
            found = property.Value;
        }

        return found;
    }

    private static string Channel(JsonElement json) => Text(json, "channel"u8);

    private static string Text(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetString() ?? string.Empty;

    private static bool Flag(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetBoolean() ?? false;

    private static int Number(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetInt32() ?? 0;

    private static ulong Offset(JsonElement json) => Find(json, "offset"u8)?.GetUInt64() ?? 0;

    // Returns the JSON value exactly as the client sent it, even if it is null.
    private static ByteString Raw(JsonElement json, ReadOnlySpan<byte> name) =>
        Only(json, name) is { } value ? ByteString.CopyFrom(JsonMarshal.GetRawUtf8Value(value)) : ByteString.Empty;
}
