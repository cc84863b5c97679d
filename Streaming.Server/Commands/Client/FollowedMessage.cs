using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>A message that the program has received on an event stream, when it runs the command "follow".</summary>
/// <param name="Topic">The topic of the message.</param>
/// <param name="Position">The position of the message in its topic.</param>
/// <param name="Type">The type of the message.</param>
/// <param name="Data">The data of the message, as the server-sent event contains it.</param>
internal sealed record FollowedMessage(string Topic, string Position, string Type, string Data)
{
    private const string DefaultType = "message";

    /// <summary>
    /// Returns the message as text for people: its data, and its type if it is not the default type. The topic is included on request.
    /// </summary>
    public string ToText(bool withTopic) =>
        $"{(withTopic ? $"{Topic}  " : string.Empty)}{(Type == DefaultType ? string.Empty : $"[{Type}] ")}{Data}";

    /// <summary>
    /// Returns the message as JSON for programs. If the data is JSON, it is included as a JSON value; otherwise as a string.
    /// </summary>
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
