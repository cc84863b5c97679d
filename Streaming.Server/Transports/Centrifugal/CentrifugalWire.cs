using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Streaming.Server.Access.Connections;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Encodes replies and decodes commands of the Centrifugal protocol, in JSON or Protobuf. Each encoded reply is a complete frame of the
/// transport, such as a WebSocket frame.
/// </summary>
internal abstract class CentrifugalWire
{
    /// <summary>The encoding in JSON for WebSockets: text frames with one JSON object per line.</summary>
    public static readonly CentrifugalWire Json = new JsonWire(new WebSocketFraming(WebSocketFrame.Text));

    /// <summary>The encoding in Protobuf for WebSockets: binary frames in which the length of each message precedes it.</summary>
    public static readonly CentrifugalWire Protobuf = new ProtobufWire(new WebSocketFraming(WebSocketFrame.Binary));

    // The most commands of a message that are decoded before the first one runs. A large frame may have tens of thousands, which need a
    // hundred times its memory.
    private const int MostAhead = 16;

    // A Centrifugal connection may have several channels, and each channel is a separate subscriber of the fan-out (the code that sends
    // messages to subscribers). Pings and time limits apply to the whole connection, so they are disabled for its subscribers.
    private readonly SubscriberProtocol _plain;
    private readonly SubscriberProtocol _withMembers;

    protected CentrifugalWire(ReplyFraming framing)
    {
        Framing = framing;
        var publications = new PublicationFormat(this);
        _plain = new SubscriberProtocol(
            ConnectionTransports.Centrifugal, publications, HeartbeatFrame: [], TimeSpan.MaxValue, AnswerTimeout: null, StopFrame: null,
                SpreadsStopFrames: false,
            Expired: [], EndsAfterGap: true);
        _withMembers = _plain with { Frames = new MembershipFormat(this, publications) };
    }

    /// <summary>The type of the WebSocket messages: text or binary.</summary>
    public abstract WebSocketMessageType Kind { get; }

    /// <summary>The name of the WebSocket subprotocol that selects this encoding.</summary>
    public abstract string Subprotocol { get; }

    /// <summary>Whether the encoding is Protobuf and not JSON.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>The bytes that follow the last reply if the server ends the connection without a reason for the client.</summary>
    public byte[] End => Framing.End;

    protected ReplyFraming Framing { get; }

    /// <summary>Returns the encoding that a WebSocket subprotocol selects; null if the server does not have this subprotocol.</summary>
    public static CentrifugalWire? OfSubprotocol(string name) =>
        name == Json.Subprotocol ? Json : name == Protobuf.Subprotocol ? Protobuf : null;

    /// <summary>Returns the protocol (frames and time limits) for subscribers that use this encoding.</summary>
    /// <param name="withMembers">Whether the client also receives join and leave messages.</param>
    public SubscriberProtocol ProtocolFor(bool withMembers) => withMembers ? _withMembers : _plain;

    /// <summary>
    /// Checks the whole message of a client, and returns its commands in their order. If there are many, each is decoded when it is read,
    /// so the message must stay unchanged until then.
    /// </summary>
    /// <exception cref="ConnectionClosedException">The message is not valid in the Centrifugal protocol.</exception>
    public IEnumerable<Command> Read(ReadOnlyMemory<byte> message)
    {
        var (commands, count, rest) = (new List<Command>(), 0, message);
        while (TryReadNext(ref rest, out var command))
        {
            if (++count <= MostAhead)
                commands.Add(command);
        }

        return count == 0 ? throw new ConnectionClosedException(CloseReason.BadRequest, "an empty message")
            : count <= MostAhead ? commands : ReadEach(message);
    }

    /// <summary>Encodes a reply as a complete frame of the transport, such as a WebSocket frame.</summary>
    public abstract byte[] Write(Reply reply);

    /// <summary>Encodes the bytes that end a connection. These bytes contain the reason why the server closes the connection.</summary>
    public byte[] Close(CloseReason reason) => Framing.Close(reason, this);

    /// <summary>Decodes the next command of a message, and removes its bytes. Returns false if no bytes of a command are left.</summary>
    /// <exception cref="ConnectionClosedException">The message is not valid in the Centrifugal protocol.</exception>
    protected abstract bool TryReadNext(ref ReadOnlyMemory<byte> rest, [NotNullWhen(true)] out Command? command);

    private IEnumerable<Command> ReadEach(ReadOnlyMemory<byte> message)
    {
        var rest = message;
        while (TryReadNext(ref rest, out var command))
            yield return command;
    }
}
