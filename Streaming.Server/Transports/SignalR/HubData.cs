using System.Text.Json.Serialization;
using MessagePack;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// The data of a message that a client publishes: a string is text, any other value is JSON. MessagePack is converted to JSON.
/// </summary>
/// <param name="Kind">Text or JSON.</param>
/// <param name="Utf8">The text, or the JSON value.</param>
[JsonConverter(typeof(HubDataJson))]
[MessagePackFormatter(typeof(HubDataMessagePack))]
public sealed record HubData(DataKind Kind, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>
    /// The reason why the data is refused; null if it is valid. <see cref="ToMessage"/> throws it, so that the client receives the
    /// sentence.
    /// </summary>
    internal string? Problem { get; init; }

    /// <summary>Creates the message.</summary>
    /// <exception cref="RefusalException">The data is not valid.</exception>
    internal NewMessage ToMessage(string? type, string? sender) => Problem is not null ? throw RefusalException.Invalid(Problem)
        : Kind == DataKind.Text ? NewMessage.Text(Utf8.Span, type, sender)
        : NewMessage.Json(Utf8.Span, type, sender);
}
