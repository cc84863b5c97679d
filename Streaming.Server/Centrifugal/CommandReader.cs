using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Centrifugal;

/// <summary>Reads a command from its JSON. Unknown fields are passed over; a field of the wrong kind throws, as <see cref="JsonElement"/> does.</summary>
internal static class CommandReader
{
    public static Command Read(JsonElement json)
    {
        var command = new Command();
        foreach (var field in json.EnumerateObject())
        {
            var value = field.Value;
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (field.NameEquals("id"u8))
                command.Id = value.GetUInt32();
            else
                ReadRequest(command, field.Name, value);
        }

        return command;
    }

    private static void ReadRequest(Command command, string name, JsonElement value)
    {
        switch (name)
        {
            case "connect":
                command.Connect = new ConnectRequest { Token = Text(value, "token"u8), Name = Text(value, "name"u8), Version = Text(value, "version"u8), Data = Raw(value, "data"u8) };
                break;
            case "subscribe":
                command.Subscribe = Subscribe(value);
                break;
            case "unsubscribe":
                command.Unsubscribe = new UnsubscribeRequest { Channel = Channel(value) };
                break;
            case "publish":
                command.Publish = new PublishRequest { Channel = Channel(value), Data = Raw(value, "data"u8), Type = Number(value, "type"u8) };
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
        }
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
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Channel(JsonElement json) => Text(json, "channel"u8);

    private static string Text(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetString() ?? string.Empty;

    private static bool Flag(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetBoolean() ?? false;

    private static int Number(JsonElement json, ReadOnlySpan<byte> name) => Find(json, name)?.GetInt32() ?? 0;

    private static ulong Offset(JsonElement json) => Find(json, "offset"u8)?.GetUInt64() ?? 0;

    // The value as it was sent, null among them.
    private static ByteString Raw(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) ? ByteString.CopyFrom(JsonMarshal.GetRawUtf8Value(value)) : ByteString.Empty;
}
