using System.Text.Json.Serialization;
using MessagePack;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>What a client publishes over the hub: a string is text, and any other value is JSON, into which MessagePack is taken over.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Utf8">The text, or the JSON value.</param>
[JsonConverter(typeof(HubDataJson))]
[MessagePackFormatter(typeof(HubDataMessagePack))]
public sealed record HubData(DataKind Kind, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Why it can be no message; null if it may be one. Told by <see cref="ToMessage"/>, where the client hears the sentence.</summary>
    internal string? Problem { get; init; }

    /// <summary>As a message.</summary>
    /// <exception cref="RefusalException">It cannot be one.</exception>
    internal NewMessage ToMessage(string? type, string? sender) => Problem is not null ? throw RefusalException.Invalid(Problem)
        : Kind == DataKind.Text ? NewMessage.Text(Utf8.Span, type, sender)
        : NewMessage.Json(Utf8.Span, type, sender);
}
