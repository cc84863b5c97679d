using Streaming.Server.Messages;

namespace Streaming.Server.Presence;

/// <summary>The name of a room: a topic's name without its namespace <c>room:</c>.</summary>
/// <param name="Value">The name as people know it.</param>
public readonly record struct RoomName(string Value)
{
    /// <summary>The namespace of rooms.</summary>
    public const string Namespace = "room:";

    /// <summary>The topic that keeps what is said in the room.</summary>
    public TopicName Topic => new(Namespace + Value);

    /// <summary>Reads a name.</summary>
    /// <exception cref="RefusalException">It is none; says what to change.</exception>
    public static RoomName Parse(string? text)
    {
        if (text is not { Length: > 0 } || text.Length > TopicName.MaxLength - Namespace.Length || !TopicName.HasOnlyAllowedCharacters(text))
            throw RefusalException.Invalid($"The room's name is not valid; use 1 to {TopicName.MaxLength - Namespace.Length} letters A-Z, digits and _ - . : only.");
        return new RoomName(text);
    }

    /// <summary>The room that a topic belongs to, if it is one of a room.</summary>
    public static bool TryOf(TopicName topic, out RoomName room)
    {
        var isRoom = topic.Value.Length > Namespace.Length && topic.Value.StartsWith(Namespace, StringComparison.Ordinal);
        room = isRoom ? new RoomName(topic.Value[Namespace.Length..]) : default;
        return isRoom;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
