using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>One message of an event stream.</summary>
/// <param name="Topic">The topic of the message.</param>
/// <param name="Position">The position of the message in its topic.</param>
/// <param name="Type">The type of the message.</param>
/// <param name="Data">The data as the event has it.</param>
internal sealed record FollowedMessage(string Topic, string Position, string Type, string Data)
{
    private const string DefaultType = "message";

    /// <summary>Returns the message for people: its data, and its type and topic where they say something.</summary>
    public string ToText(bool withTopic) =>
        $"{(withTopic ? $"{Topic}  " : string.Empty)}{(Type == DefaultType ? string.Empty : $"[{Type}] ")}{Data}";

    /// <summary>Returns the message for programs. Data that is JSON is not put into a string.</summary>
    public JsonObject ToJson() => new()
    {
        ["topic"] = Topic,
        ["position"] = Position,
        ["type"] = Type,
        ["data"] = Parsed(),
    };

    private JsonNode? Parsed()
    {
        try
        {
            return JsonNode.Parse(Data);
        }
        catch (JsonException)
        {
            return JsonValue.Create(Data);
        }
    }
}
