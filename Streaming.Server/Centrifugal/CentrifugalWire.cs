using System.Net.WebSockets;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Delivery;

namespace Streaming.Server.Centrifugal;

/// <summary>One of the two ways in which the protocol is written: JSON in text frames, Protobuf in binary ones.</summary>
internal abstract class CentrifugalWire
{
    /// <summary>JSON objects, one a line.</summary>
    public static readonly CentrifugalWire Json = new JsonWire();

    /// <summary>Protobuf messages, each after its length.</summary>
    public static readonly CentrifugalWire Protobuf = new ProtobufWire();

    // Pings, limits and goodbyes are the connection's, which has one reader for each of its channels.
    private readonly ReaderFormat _plain;
    private readonly ReaderFormat _withMembers;

    protected CentrifugalWire()
    {
        var publications = new PublicationFormat(this);
        _plain = new ReaderFormat("centrifugal", publications, Beat: [], TimeSpan.MaxValue, AnswerLimit: null, Goodbye: null, SpreadsGoodbyes: false, Expired: [], EndsAtGap: true);
        _withMembers = _plain with { Frames = new MembershipFormat(this, publications) };
    }

    /// <summary>The kind of frame.</summary>
    public abstract WebSocketMessageType Kind { get; }

    /// <summary>The WebSocket subprotocol of this name.</summary>
    public abstract string Subprotocol { get; }

    /// <summary>How the readers of this wire's connections are written to.</summary>
    /// <param name="withMembers">Whether the client wants to hear who comes and goes.</param>
    public ReaderFormat Readers(bool withMembers) => withMembers ? _withMembers : _plain;

    /// <summary>The commands of one message, in order.</summary>
    /// <exception cref="ConnectionClosedException">It is none.</exception>
    public abstract IReadOnlyList<Command> Read(ReadOnlyMemory<byte> message);

    /// <summary>A reply as a whole WebSocket frame.</summary>
    public abstract byte[] Write(Reply reply);
}
