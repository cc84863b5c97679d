using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>The name of a room: the name of the room's topic without the namespace <c>room:</c>.</summary>
/// <param name="Value">The name of the room, without the namespace <c>room:</c>.</param>
internal readonly record struct RoomName(string Value)
{
    /// <summary>The namespace of the topics of rooms: <c>room:</c>.</summary>
    public const string Namespace = TopicNamespaces.Room;

    /// <summary>The topic to which the messages of the room are published.</summary>
    public TopicName Topic => new(Namespace + Value);

    /// <summary>
    /// The topic to which a message is published when the room gets its first member, and when its last member leaves. A separate topic is
    /// used because the members of the room do not need these messages. Null if the room's name is too long for this topic.
    /// </summary>
    public TopicName? OccupationTopic => TopicName.TryParse(TopicNamespaces.Presence + Value, out var topic, out _) ? topic : null;

    /// <summary>Parses the name of a room.</summary>
    /// <exception cref="RefusalException">The name is too long or contains a character that is not allowed.</exception>
    public static RoomName Parse(string? text)
    {
        if (text?.Length > TopicName.MaxLength - Namespace.Length)
            throw RefusalException.TooLarge(
                TopicName.LengthLimitKey,
                $"The room's name has {text.Length} characters; at most {TopicName.MaxLength - Namespace.Length} are allowed.",
                RefusalReason.Invalid);
        if (text is not { Length: > 0 } || !TopicName.HasOnlyAllowedCharacters(text))
            throw RefusalException.Invalid(
                $"The room's name is not valid; use 1 to {TopicName.MaxLength - Namespace.Length} letters A-Z, digits and _ - . : only.");
        // Clients remove the segments '.' and '..' from the path of a request, so requests could not reach a room with such a name.
        if (text is "." or "..")
            throw RefusalException.Invalid("A room cannot be named '.' or '..', which mean other places in a path; choose another name.");
        return new RoomName(text);
    }

    /// <summary>Returns whether a topic belongs to a room. If it does, <paramref name="room"/> is the name of the room.</summary>
    public static bool TryOf(TopicName topic, out RoomName room)
    {
        var isRoom = topic.Value.Length > Namespace.Length && topic.Value.StartsWith(Namespace, StringComparison.Ordinal);
        room = isRoom ? new RoomName(topic.Value[Namespace.Length..]) : default;
        return isRoom;
    }

    /// <summary>Returns the name of the room to which a topic belongs; null if the topic belongs to no room.</summary>
    internal static string? OfTopic(TopicName topic) => TryOf(topic, out var room) ? room.Value : null;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
