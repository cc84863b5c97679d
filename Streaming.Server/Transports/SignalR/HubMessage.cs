using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Wraps a message for a SignalR client, which receives it as an object with <c>topic, epoch, offset, position, time, type, sender,
/// data</c>.
/// </summary>
/// <param name="Message">The message to send.</param>
[JsonConverter(typeof(HubMessageJson))]
[MessagePackFormatter(typeof(HubMessageMessagePack))]
public readonly record struct HubMessage(Message Message);
