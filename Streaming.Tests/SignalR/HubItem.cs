namespace Streaming.Tests.SignalR;

/// <summary>An item of a hub stream as a client receives it, in either protocol (JSON or MessagePack).</summary>
[MessagePack.MessagePackObject]
public sealed class HubItem
{
    [MessagePack.Key("topic")]
    public string Topic { get; set; } = string.Empty;

    [MessagePack.Key("position")]
    public string Position { get; set; } = string.Empty;

    [MessagePack.Key("offset")]
    public long Offset { get; set; }

    [MessagePack.Key("type")]
    public string Type { get; set; } = string.Empty;

    [MessagePack.Key("sender")]
    public string? Sender { get; set; }

    [MessagePack.Key("data")]
    public object? Data { get; set; }

    [MessagePack.IgnoreMember]
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => Data?.ToString() ?? string.Empty;
}
