using System.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// A message while it is read from a log, without an object of its own: the spans refer to memory of the store, and are valid only during
/// the call that passes the row.
/// </summary>
internal readonly ref struct MessageRow
{
    public required TopicName Topic { get; init; }

    public required string Epoch { get; init; }

    public required long Offset { get; init; }

    public required DateTime Time { get; init; }

    public required string Type { get; init; }

    /// <summary>Whether the name of the sender is known.</summary>
    public required bool HasSender { get; init; }

    /// <summary>The name of the sender in UTF-8; empty if it is not known.</summary>
    public required ReadOnlySpan<byte> Sender { get; init; }

    public required DataKind Kind { get; init; }

    public required ReadOnlySpan<byte> Data { get; init; }

    /// <inheritdoc cref="Message.TraceParent"/>
    public string? TraceParent { get; init; }

    /// <summary>Returns the row of a message that is already an object.</summary>
    public static MessageRow Of(Message message) => new()
    {
        Topic = message.Topic,
        Epoch = message.Position.Epoch,
        Offset = message.Offset,
        Time = message.Time,
        Type = message.Type,
        HasSender = message.Sender is not null,
        Sender = message.Sender is { Length: > 0 } sender ? Encoding.UTF8.GetBytes(sender) : [],
        Kind = message.Kind,
        Data = message.Data,
        TraceParent = message.TraceParent,
    };
}
