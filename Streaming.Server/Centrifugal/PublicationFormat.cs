using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Messages;
using WireFormat = Streaming.Server.Messages.WireFormat;

namespace Streaming.Server.Centrifugal;

/// <summary>A message as a push to all subscribers of its channel. Who comes and goes is not shown.</summary>
internal sealed class PublicationFormat(CentrifugalWire wire) : WireFormat
{
    /// <summary>A message as a publication. Its data is always one JSON value: text becomes a JSON string.</summary>
    public static Publication ToPublication(Message message)
    {
        var publication = new Publication
        {
            Data = UnsafeByteOperations.UnsafeWrap(message.Kind == DataKind.Json ? message.Data : JsonText.Quote(message.Data)),
            Offset = (ulong)message.Offset,
            Time = new DateTimeOffset(message.Time).ToUnixTimeMilliseconds(),
        };
        if (message.Sender is { } sender)
            publication.Info = new ClientInfo { User = sender };
        if (message.Type != MessageType.Default)
            publication.Tags["type"] = message.Type;
        return publication;
    }

    protected internal override byte[] Encode(Message message)
    {
        if (MessageType.IsPresence(message.Type))
            return [];
        var push = new Push { Channel = message.Topic.Value };
        if (message.Type == MessageType.Gap)
            push.Unsubscribe = new Unsubscribe { Code = UnsubscribeCode.InsufficientState, Reason = "insufficient state" };
        else
            push.Pub = ToPublication(message);
        return wire.Write(new Reply { Push = push });
    }
}

/// <summary>The same for subscribers that asked to hear who comes and goes.</summary>
internal sealed class MembershipFormat(CentrifugalWire wire, PublicationFormat publications) : WireFormat
{
    /// <summary>A member as this protocol shows it.</summary>
    public static ClientInfo ToInfo(string connection, string name, string? subject) => new()
    {
        User = subject ?? string.Empty,
        Client = connection,
        ConnInfo = ByteString.CopyFrom([.. "{\"name\":"u8, .. JsonText.Quote(name), .. "}"u8]),
    };

    protected internal override byte[] Encode(Message message) => message.Type switch
    {
        MessageType.Join => wire.Write(new Reply { Push = new Push { Channel = message.Topic.Value, Join = Read(message) } }),
        MessageType.Leave => wire.Write(new Reply { Push = new Push { Channel = message.Topic.Value, Leave = Read(message) } }),
        // The bytes are the others' too.
        _ => message.Frame(publications),
    };

    private static Membership Read(Message message)
    {
        using var json = JsonDocument.Parse(message.Data);
        var member = json.RootElement;
        var subject = member.TryGetProperty("subject", out var value) ? value.GetString() : null;
        return new Membership { Info = ToInfo(member.GetProperty("connection").GetString()!, member.GetProperty("name").GetString()!, subject) };
    }
}
