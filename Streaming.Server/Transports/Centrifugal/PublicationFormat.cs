using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using WireFormat = Streaming.Server.Core.Messages.WireFormat;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Encodes a message for the Centrifugal subscribers of its channel. Join and leave messages are left out.</summary>
internal sealed class PublicationFormat(CentrifugalWire wire) : WireFormat
{
    /// <summary>
    /// Converts a message to a publication of the Centrifugal protocol. The data of a publication is always one JSON value. So text becomes
    /// a JSON string, and bytes become a JSON string in Base64, with the tag <c>encoding</c>.
    /// </summary>
    public static Publication ToPublication(Message message)
    {
        var publication = new Publication
        {
            Data = UnsafeByteOperations.UnsafeWrap(MessageText.ToJson(message)),
            Offset = (ulong)message.Offset,
            Time = new DateTimeOffset(message.Time).ToUnixTimeMilliseconds(),
        };
        if (message.Sender is { } sender)
            publication.Info = new ClientInfo { User = sender };
        if (message.Type != MessageType.Default)
            publication.Tags["type"] = message.Type;
        if (message.Kind == DataKind.Binary)
            publication.Tags["encoding"] = "base64";
        if (message.TraceParent is { } trace)
            publication.Tags["traceparent"] = trace;
        return publication;
    }

    private static string Reason(Message closed) => Closed.ReasonOf(closed) switch
    {
        EndReason.Deleted => "deleted",
        EndReason.Expired => "expired",
        _ => "closed",
    };

    protected internal override byte[] Encode(Message message)
    {
        if (MessageType.IsPresence(message.Type))
            return [];
        var push = new Push { Channel = message.Topic.Value };
        if (message.Type == MessageType.Gap)
            push.Unsubscribe = new Unsubscribe { Code = UnsubscribeCode.InsufficientState, Reason = "insufficient state" };
        else if (message.Type == MessageType.Closed)
            push.Unsubscribe = new Unsubscribe { Code = UnsubscribeCode.Closed, Reason = Reason(message) };
        else
            push.Pub = ToPublication(message);
        return wire.Write(new Reply { Push = push });
    }
}
