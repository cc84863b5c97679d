using System.Net.WebSockets;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The protocol in JSON or Protobuf, with each reply in a frame of the transport.</summary>
internal abstract class CentrifugalWire
{
    /// <summary>JSON in text frames of a WebSocket, one object per line.</summary>
    public static readonly CentrifugalWire Json = new JsonWire(new WebSocketFraming(WebSocketFrame.Text));

    /// <summary>Protobuf in binary frames of a WebSocket, each message after its length.</summary>
    public static readonly CentrifugalWire Protobuf = new ProtobufWire(new WebSocketFraming(WebSocketFrame.Binary));

    // Handles no pings, time limits or goodbyes: the connection, which has one subscriber per channel, handles them.
    private readonly SubscriberProtocol _plain;
    private readonly SubscriberProtocol _withMembers;

    protected CentrifugalWire(ReplyFraming framing)
    {
        Framing = framing;
        var publications = new PublicationFormat(this);
        _plain = new SubscriberProtocol(
            "centrifugal", publications, HeartbeatFrame: [], TimeSpan.MaxValue, AnswerTimeout: null, Goodbye: null, SpreadsGoodbyes: false,
            Expired: [], EndsAfterGap: true);
        _withMembers = _plain with { Frames = new MembershipFormat(this, publications) };
    }

    /// <summary>The kind of frame.</summary>
    public abstract WebSocketMessageType Kind { get; }

    /// <summary>The name of the WebSocket subprotocol.</summary>
    public abstract string Subprotocol { get; }

    /// <summary>Whether the wire is Protobuf.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>The bytes after the last reply if no close reason is sent.</summary>
    public byte[] End => Framing.End;

    protected ReplyFraming Framing { get; }

    /// <summary>The protocol of this wire's subscribers.</summary>
    /// <param name="withMembers">Whether the client receives join and leave messages.</param>
    public SubscriberProtocol Readers(bool withMembers) => withMembers ? _withMembers : _plain;

    /// <summary>Reads the commands of one message, in order.</summary>
    /// <exception cref="ConnectionClosedException">The message violates the protocol.</exception>
    public abstract IReadOnlyList<Command> Read(ReadOnlyMemory<byte> message);

    /// <summary>Encodes a reply as a whole frame of the transport.</summary>
    public abstract byte[] Write(Reply reply);

    /// <summary>Encodes the last bytes of a connection that the server closes.</summary>
    public byte[] Close(CloseReason reason) => Framing.Close(reason, this);
}
