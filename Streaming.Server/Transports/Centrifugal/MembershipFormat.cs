using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using WireFormat = Streaming.Server.Core.Messages.WireFormat;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Encodes messages for Centrifugal subscribers that want to receive join and leave messages. (<see cref="PublicationFormat"/> leaves such
/// messages out.)
/// </summary>
internal sealed class MembershipFormat(CentrifugalWire wire, PublicationFormat publications) : WireFormat
{
    /// <summary>Converts a member of a channel to the form that the Centrifugal protocol uses for clients.</summary>
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
        // A message that is neither a join nor a leave has the same bytes as in PublicationFormat. It is encoded only once for both
        // formats.
        _ => message.Frame(publications),
    };

    private static Membership Read(Message message)
    {
        using var json = JsonDocument.Parse(message.Data);
        var member = json.RootElement;
        var subject = member.TryGetProperty("subject", out var value) ? value.GetString() : null;
        return new Membership
        {
            Info = ToInfo(
            member.GetProperty("connection").GetString()!, member.GetProperty("name").GetString()!, subject)
        };
    }
}
