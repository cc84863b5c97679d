using System.Text.Json.Serialization;
using MessagePack;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds the data of a message that a SignalR client publishes: a string is text, and any other value is JSON. MessagePack values are
/// converted to JSON.
/// </summary>
/// <param name="Kind">The kind of the data: text or JSON.</param>
/// <param name="Utf8">The text or the JSON value, in UTF-8.</param>
[JsonConverter(typeof(HubDataJson))]
[MessagePackFormatter(typeof(HubDataMessagePack))]
public sealed record HubData(DataKind Kind, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>
    /// The reason why the data is not valid, or null if it is valid. <see cref="ToMessage"/> throws the reason as a refusal, so that the
    /// client learns why its message was refused.
    /// </summary>
    internal string? Problem { get; init; }

    /// <summary>Creates the message to publish from the data that the client has sent.</summary>
    /// <exception cref="RefusalException">The data is not valid text or JSON.</exception>
    internal NewMessage ToMessage(string? type, string? sender) => Problem is not null ? throw RefusalException.Invalid(Problem)
        : Kind == DataKind.Text ? NewMessage.Text(Utf8.Span, type, sender)
        : NewMessage.Json(Utf8.Span, type, sender);
}
